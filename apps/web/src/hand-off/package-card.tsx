import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/http.ts';
import { packageQuery } from '../api/queries.ts';
import type { HandOff, Material } from '../api/types.ts';
import { type ChoiceList, useCodeList } from '../parts/code-list.ts';
import { formatMoment } from '../parts/moment.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useDigestCheck } from './digest-check.ts';

interface Content {
  title?: string;
  description?: string;
  sourceCode?: string;
  domainCode?: string;
  place?: string;
  foundAt?: string;
}

/** What was sent: frozen, named by two digests over the same bytes, and checked again in the reader's own browser. */
export function PackageCard({ handOff, isSender }: { handOff: HandOff; isSender: boolean }) {
  const { t } = useTranslation();
  const isFrozen = handOff.package !== undefined;
  return (
    <section className="card" aria-labelledby="package">
      <h2 id="package">{t('package.title')}</h2>
      {isFrozen ? (
        <Frozen handOff={handOff} />
      ) : isSender ? (
        <NotFrozen handOff={handOff} />
      ) : (
        <p className="muted">{t('package.notYet')}</p>
      )}
    </section>
  );
}

function Frozen({ handOff }: { handOff: HandOff }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(packageQuery(handOff.id));
  const check = useDigestCheck(data);
  if (isPending) return <PageSkeleton rows={3} />;
  if (error instanceof Problem && error.isConflict) return <p className="muted">{t('package.notYet')}</p>;
  if (data === undefined) return <ProblemAlert error={error} />;
  const { content, materials } = contentOf(data.text);
  return (
    <>
      {check === 'differs' && <Alert type="error" showIcon title={t('package.differs')} style={{ marginBottom: 12 }} />}
      <ContentView content={content} materials={materials} />
      <Descriptions
        styles={{ label: { width: '6.5em' } }}
        size="small"
        column={1}
        style={{ marginTop: 12 }}
        items={[
          { key: 'sha256', label: 'SHA-256', children: <span className="mono">{data.sha256}</span> },
          { key: 'sm3', label: 'SM3', children: <span className="mono">{data.sm3}</span> },
          ...(check === 'unknown'
            ? []
            : [
                {
                  key: 'check',
                  label: t('package.check'),
                  children: check === 'same' ? `✓ ${t('package.same')}` : `✕ ${t('package.differsShort')}`,
                },
              ]),
        ]}
      />
    </>
  );
}

/** Until it is frozen, the sender looks at what would be frozen now: the chosen parts and nothing else. */
function NotFrozen({ handOff }: { handOff: HandOff }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(packageQuery(handOff.id));
  if (isPending) return <PageSkeleton rows={3} />;
  if (error instanceof Problem && error.isMissing) return <p className="muted">{t('package.notYet')}</p>;
  if (data === undefined) return <ProblemAlert error={error} />;
  return (
    <>
      <p className="muted">{t(handOff.parts === undefined ? 'package.draft' : 'package.draftOfParts')}</p>
      <ContentView {...contentOf(data.text)} />
    </>
  );
}

function ContentView({ content, materials }: { content: Content; materials: readonly Material[] }) {
  const { t } = useTranslation();
  const [sources, fields, kinds] = [useCodeList('clue-source'), useCodeList('field-of-cooperation'), useCodeList('material-kind')];
  const named = ({ nameOf }: ChoiceList, code: string | undefined) => (code === undefined ? undefined : nameOf(code));
  const rows: [string, string | undefined][] = [
    ['title', content.title],
    ['description', content.description],
    ['place', content.place],
    ['foundAt', content.foundAt === undefined ? undefined : formatMoment(content.foundAt)],
    ['sourceCode', named(sources, content.sourceCode)],
    ['domainCode', named(fields, content.domainCode)],
  ];
  return (
    <>
      <Descriptions
        styles={{ label: { width: '6.5em' } }}
        size="small"
        column={1}
        items={rows.filter(([, value]) => value !== undefined).map(([key, value]) => ({ key, label: t(`field.${key}`), children: value }))}
      />
      <h3>{t('package.materials', { count: materials.length })}</h3>
      <Table<Material>
        rowKey={({ sha256, name }) => `${sha256} ${name}`}
        size="small"
        pagination={false}
        dataSource={[...materials]}
        scroll={{ x: 520 }}
        locale={{ emptyText: t('package.noMaterials') }}
        columns={[
          { key: 'name', title: t('material.name'), render: (_, { name }) => name },
          { key: 'kind', title: t('material.kind'), width: 110, render: (_, { kind }) => kinds.nameOf(kind) },
          {
            key: 'bytes',
            title: t('material.bytes'),
            width: 110,
            align: 'right',
            render: (_, { bytes }) => <span className="number">{bytes.toLocaleString('zh-CN')}</span>,
          },
          { key: 'sha256', title: 'SHA-256', render: (_, { sha256 }) => <span className="mono">{sha256.slice(0, 16)}…</span> },
        ]}
      />
    </>
  );
}

/** The package is whatever its format says; what this page does not know of it stays in the text, which the digests are over. */
function contentOf(text: string): { content: Content; materials: Material[] } {
  const { matter = {}, materials = [] } = JSON.parse(text) as { matter?: Content; materials?: Material[] };
  return { content: matter, materials };
}
