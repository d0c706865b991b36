import { Module } from '@nestjs/common';
import { CodeBook } from '@xiezhi/mechanism-pack';
import { type Settings, SETTINGS } from '@xiezhi/service';
import type { z } from 'zod';
import type { extraSettings } from './settings.ts';
import { ThreadController } from './thread/thread.controller.ts';

type OwnSettings = Settings<z.output<typeof extraSettings>>;

/** What may be chosen as a result: the lists of the mechanisms in force. */
const codes = { provide: CodeBook, useFactory: ({ extra }: OwnSettings) => new CodeBook(extra.XIEZHI_MECHANISM_PACK), inject: [SETTINGS] };

@Module({ controllers: [ThreadController], providers: [codes] })
export class AppModule {}
