import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { threadQuery } from '../api/queries.ts';
import type { Family, Standing, Thread } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { useCodeList } from '../parts/code-list.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { AnswerDialog } from './answer-dialog.tsx';
import { VerbDialog } from './verb-dialog.tsx';
import { threadForms } from './verb-forms.ts';

/** What one side owes the other about this matter, and what was said. */
export function FeedbackCard({ family }: { family: Family }) {
  const { t } = useTranslation();
  const threads = family.standings.filter(({ subject }) => subject.startsWith('thread/'));
  return (
    <section className="card" aria-labelledby="feedback">
      <h2 id="feedback">{t('feedback.title')}</h2>
      {threads.length === 0 && <p className="muted">{t('feedback.none')}</p>}
      {threads.map((standing) => (
        <OneThread key={standing.subject} standing={standing} />
      ))}
    </section>
  );
}

/** Receipt and acceptance are met by the hand-off itself: there is nothing to open. */
const metByItself = new Set(['RECEIPT', 'ACCEPTANCE']);

function OneThread({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const isTyped = !metByItself.has(standing.feedbackKind ?? '');
  const { data: thread, error } = useQuery({ ...threadQuery(standing.subject.slice('thread/'.length)), enabled: isTyped });
  return (
    <div className="deadline">
      <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
        <strong>{standing.feedbackKindName}</strong>
        <Tag>{standing.stateName}</Tag>
      </div>
      <ProblemAlert error={error} />
      {thread !== undefined && <Said thread={thread} />}
      {thread !== undefined && <ThreadActions thread={thread} name={standing.feedbackKindName ?? t('feedback.title')} />}
    </div>
  );
}

function Said({ thread: { answer, objection, status } }: { thread: Thread }) {
  const { t } = useTranslation();
  const { nameOf } = useCodeList('clue-result');
  const result = answer?.resultCode;
  return (
    <>
      {answer !== undefined && (
        <>
          {result !== undefined && <p style={{ margin: '4px 0' }}>{nameOf(result)}</p>}
          <p style={{ margin: '4px 0', whiteSpace: 'pre-wrap' }}>{answer.answer}</p>
          {answer.items.length > 0 && (
            <ul>
              {answer.items.map(({ item, measure, state }) => (
                <li key={item}>
                  {item}：{measure}（{t(`code.state.${state}`)}）
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {objection !== undefined && status === 'objected' && (
        <p className="muted">{t('feedback.objection', { grounds: objection.grounds })}</p>
      )}
    </>
  );
}

function ThreadActions({ thread, name }: { thread: Thread; name: string }) {
  const { t } = useTranslation();
  const { post, may } = useMe();
  const [chosen, choose] = useState<'answer' | 'confirm' | 'object'>();
  const mayDo = (action: string) => may.some((rule) => rule.action === action && rule.subject === 'feedback');
  const isDebtor = thread.debtor === post.agency.id;
  const isOwed = thread.status === 'owed' || thread.status === 'objected';
  const verbs = (['answer', 'confirm', 'object'] as const).filter((verb) =>
    verb === 'answer'
      ? isDebtor && isOwed && mayDo('answer')
      : thread.creditor === post.agency.id && thread.status === 'answered' && mayDo(verb),
  );
  const path = `/api/feedback/threads/${thread.id}`;
  const form = chosen === undefined ? undefined : threadForms[chosen];
  const close = () => choose(undefined);
  return (
    <div className="actions no-print" style={{ marginTop: 6 }}>
      {verbs.map((verb) => (
        <Button key={verb} size="small" type={verb === 'object' ? 'default' : 'primary'} onClick={() => choose(verb)}>
          {t(`verb.${verb}`)}
        </Button>
      ))}
      {chosen === 'answer' && <AnswerDialog thread={thread} name={name} onClose={close} />}
      {chosen !== undefined && form !== undefined && (
        <VerbDialog
          verb={chosen}
          name={t(`verb.${chosen}`)}
          form={form}
          path={`${path}/${chosen}`}
          version={thread.version}
          matterKind=""
          agency={post.agency.id}
          onClose={close}
        />
      )}
    </div>
  );
}
