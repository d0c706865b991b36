import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { possibleQuery } from '../api/queries.ts';
import type { HandOff, Possible } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { VerbDialog } from './verb-dialog.tsx';
import { handOffForms, type VerbForm } from './verb-forms.ts';

/** What is possible for me now, and why the rest is not. The service says both; nothing of it is decided here. */
export function ActionsCard({ handOff }: { handOff: HandOff }) {
  const { t } = useTranslation();
  const { post } = useMe();
  const navigate = useNavigate();
  const { data, error, isPending } = useQuery(possibleQuery(handOff.id));
  const comesBack = ['refused', 'recalled', 'returned'].includes(handOff.status);
  return (
    <section className="card no-print" aria-labelledby="possible">
      <h2 id="possible">{t('possible.title')}</h2>
      <ProblemAlert error={error} />
      {isPending && <PageSkeleton rows={2} />}
      {data !== undefined && (
        <VerbList
          possible={data}
          forms={handOffForms}
          basePath={`/api/clue-transfer/hand-offs/${handOff.id}`}
          version={handOff.version}
          matterKind={handOff.matterKind}
          onPage={() => void navigate({ to: '/hand-offs/$handOffId/revise', params: { handOffId: handOff.id } })}
          more={
            comesBack &&
            handOff.matterKind === 'clue' &&
            handOff.sender === post.agency.id && (
              <Link to="/clues/$clueId/hand-over" params={{ clueId: handOff.matterId }}>
                {t('possible.handOverAgain')}
              </Link>
            )
          }
        />
      )}
    </section>
  );
}

interface VerbListProps {
  possible: readonly Possible[];
  forms: Readonly<Record<string, VerbForm>>;
  /** The verb is the last part of the path. */
  basePath: string;
  version?: number;
  matterKind: string;
  /** Opens the page of the verb that has one. */
  onPage?: () => void;
  more?: React.ReactNode;
}

/** Buttons for what is possible, a list of reasons for what is not. */
export function VerbList({ possible, forms, basePath, version, matterKind, onPage, more }: VerbListProps) {
  const { t } = useTranslation();
  const { post } = useMe();
  const [chosen, choose] = useState<string>();
  const nameOf = ({ verb, name }: Possible) => t(`verb.${verb}`, { defaultValue: name ?? verb });
  const known = Object.keys(forms).flatMap((verb) => possible.filter((each) => each.verb === verb));
  const now = known.filter(({ isPossible }) => isPossible);
  const notNow = known.filter(({ isPossible }) => !isPossible);
  const [first] = now;
  const open = known.find(({ verb }) => verb === chosen);
  const form = chosen === undefined ? undefined : forms[chosen];
  return (
    <>
      <div className="actions">
        {now.length === 0 && <span className="muted">{t('possible.nothing')}</span>}
        {now.map((each) => (
          <Button
            key={each.verb}
            type={each === first && forms[each.verb]?.isGrave !== true ? 'primary' : 'default'}
            danger={forms[each.verb]?.isGrave === true}
            onClick={() => (forms[each.verb]?.isPage === true ? onPage?.() : choose(each.verb))}
          >
            {nameOf(each)}
          </Button>
        ))}
        {more}
      </div>
      {notNow.length > 0 && (
        <details className="not-now-list" open={now.length === 0}>
          <summary className="muted">{t('possible.notNow', { count: notNow.length })}</summary>
          <ul className="not-now">
            {notNow.map((each) => (
              <li key={each.verb}>
                <b>{nameOf(each)}</b>
                <span>{each.title}</span>
                {each.advice !== undefined && <span className="muted"> {each.advice}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {open !== undefined && form !== undefined && (
        <VerbDialog
          key={open.verb}
          verb={open.verb}
          name={nameOf(open)}
          form={form}
          path={`${basePath}/${form.command ?? open.verb}`}
          {...(version !== undefined && { version })}
          matterKind={matterKind}
          agency={post.agency.id}
          onClose={() => choose(undefined)}
        />
      )}
    </>
  );
}
