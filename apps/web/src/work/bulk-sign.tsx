import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../api/queries.ts';
import type { BulkApproval, WorklistItem } from '../api/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** The service signs so many at once: a morning's signing map. */
export const signedAtOnceMax = 50;

interface BulkSignProps {
  chosen: readonly WorklistItem[];
  /** Told which rows were refused; they stay chosen. */
  onSigned: (refused: string[]) => void;
}

/** 批量签发: each row is signed by itself, and answered by itself. */
export function BulkSign({ chosen, onSigned }: BulkSignProps) {
  const { t } = useTranslation();
  const [isOpen, open] = useState(false);
  const isTooMany = chosen.length > signedAtOnceMax;
  return (
    <div className="work-tools no-print">
      <Button type="primary" disabled={chosen.length === 0 || isTooMany} onClick={() => open(true)}>
        {t('bulk.sign', { n: chosen.length })}
      </Button>
      <span className="muted" role="status">
        {t(isTooMany ? 'bulk.tooMany' : 'bulk.hint', { max: signedAtOnceMax })}
      </span>
      {isOpen && <BulkDialog chosen={chosen} onSigned={onSigned} onClose={() => open(false)} />}
    </div>
  );
}

function BulkDialog({ chosen, onSigned, onClose }: BulkSignProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  // What was chosen when the dialog was opened: signed rows leave the list behind it.
  const [items] = useState(chosen);
  const signing = useCommand<BulkApproval>();
  const results = signing.data?.results;
  const sign = () =>
    signing.mutate(
      { path: '/api/clue-transfer/hand-offs/bulk-approve', body: { handOffIds: items.map(({ handOffId }) => handOffId) } },
      {
        onSuccess: ({ results: answered }) => {
          const refused = answered.filter(({ isApproved }) => !isApproved).map(({ id }) => id);
          onSigned(refused);
          if (refused.length === 0) {
            void message.success(t('bulk.allDone', { n: answered.length }));
            onClose();
          }
        },
      },
    );
  return (
    <Modal
      open
      width={720}
      title={results === undefined ? t('bulk.title', { n: items.length }) : t('bulk.results')}
      okText={results === undefined ? t('bulk.confirm') : t('bulk.close')}
      okButtonProps={{ loading: signing.isPending }}
      onOk={results === undefined ? sign : onClose}
      onCancel={onClose}
      footer={(_, { OkBtn, CancelBtn }) => (
        <>
          {results === undefined && <CancelBtn />}
          <OkBtn />
        </>
      )}
      mask={{ closable: false }}
    >
      <p className="muted">{results === undefined ? t('verbHint.approve') : t('bulk.count', countsOf(results))}</p>
      <ProblemAlert error={signing.error} onRefresh={onClose} />
      <ul className="bulk-results">
        {items.map((item) => (
          <Row key={item.item} item={item} result={results?.find(({ id }) => id === item.handOffId)} />
        ))}
      </ul>
    </Modal>
  );
}

const countsOf = (results: BulkApproval['results']) => {
  const done = results.filter(({ isApproved }) => isApproved).length;
  return { done, refused: results.length - done };
};

function Row({ item, result }: { item: WorklistItem; result: BulkApproval['results'][number] | undefined }) {
  const { t } = useTranslation();
  return (
    <li className={result === undefined ? '' : result.isApproved ? 'is-done' : 'is-refused'}>
      <div>
        <b>{item.title}</b>
        {item.counterpart !== undefined && <span className="muted"> → {item.counterpart.name}</span>}
      </div>
      {result !== undefined && (result.isApproved ? <div>✓ {t('bulk.signed')}</div> : <Refused {...result} />)}
    </li>
  );
}

function Refused({ code, title, advice }: BulkApproval['results'][number]) {
  const { t } = useTranslation();
  return (
    <>
      <div>✕ {title}</div>
      <div className="muted">{advice}</div>
      <div className="mono">
        {t('problem.code')} {code}
      </div>
    </>
  );
}
