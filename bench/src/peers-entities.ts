import { EntitySchema } from 'typeorm';

export interface HandOffRow {
  id: string;
  peer: string;
  status: string;
}

export const HandOffRow = new EntitySchema<HandOffRow>({
  name: 'HandOffRow',
  tableName: 'hand_off',
  columns: { id: { type: 'uuid', primary: true }, peer: { type: 'text' }, status: { type: 'text' } },
});

export interface MessageRow {
  position?: number;
  id: string;
  body: string;
  sentAt: Date | null;
}

export const MessageRow = new EntitySchema<MessageRow>({
  name: 'MessageRow',
  tableName: 'message',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    id: { type: 'uuid' },
    body: { type: 'text' },
    sentAt: { type: 'timestamptz', name: 'sent_at', nullable: true },
  },
});
