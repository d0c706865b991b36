import type { TableProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorklistItem } from '../api/types.ts';

/** What waits for this post's signature can be signed with others; whether each may be, the service says row by row. */
export const isSignable = ({ kind, isMyTurn, handOffId }: WorklistItem): boolean =>
  kind === 'approve-hand-off' && isMyTurn && handOffId !== undefined;

/** Rows that were chosen to be signed together. Who else's turn a row is cannot be chosen, and says why. */
export function useSignSelection(items: readonly WorklistItem[]) {
  const { t } = useTranslation();
  const [keys, choose] = useState<string[]>([]);
  // What has left the list meanwhile is not signed.
  const chosen = items.filter((item) => keys.includes(item.item) && isSignable(item));
  const rowSelection: TableProps<WorklistItem>['rowSelection'] = {
    selectedRowKeys: chosen.map(({ item }) => item),
    onChange: (next) => choose(next.map(String)),
    columnWidth: 48,
    getTitleCheckboxProps: () => ({ 'aria-label': t('bulk.chooseAll') }),
    getCheckboxProps: (item) => ({
      'aria-label': t('bulk.choose', { title: item.title }),
      ...(!isSignable(item) && { disabled: true, title: t('bulk.notMine') }),
    }),
  };
  const toggle = (item: WorklistItem | undefined) => {
    if (item === undefined || !isSignable(item)) return;
    choose(keys.includes(item.item) ? keys.filter((key) => key !== item.item) : [...keys, item.item]);
  };
  /** After signing: what was refused stays chosen, to be looked at or tried again. */
  const keep = (handOffIds: readonly string[]) =>
    choose(chosen.filter(({ handOffId }) => handOffId !== undefined && handOffIds.includes(handOffId)).map(({ item }) => item));
  return { chosen, rowSelection, toggle, keep };
}
