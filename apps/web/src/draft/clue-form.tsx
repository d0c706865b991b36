import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { clueSources, fieldsOfCooperation, materialKinds } from '@xiezhi/contracts/codes';
import { useTranslation } from 'react-i18next';
import { divisionsQuery, useCommand } from '../api/queries.ts';
import { useMe } from '../app/me.ts';
import { fieldOfMoment, momentOfField } from '../parts/moment.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

interface Values {
  title: string;
  description: string;
  sourceCode: string;
  domainCode: string;
  divisionCode: string;
  place?: string;
  foundAt: string;
  materials?: { name: string; kind: string; mediaType: string; bytes: number; sha256: string }[];
}

const optionsOf = (list: Readonly<Record<string, string>>) =>
  Object.entries(list).map(([value, label]) => ({ value, label: `${value} ${label}` }));
const searchable = { showSearch: { optionFilterProp: 'label' } } as const;

/** 登记线索: small on purpose; map, evidence upload and duplicates found have their page later. */
export function ClueFormPage() {
  const { t } = useTranslation();
  const { world } = useMe();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const registering = useCommand();
  const { data: divisions = [] } = useQuery(divisionsQuery);
  const required = (name: string) => [{ required: true, message: t('form.required', { label: t(`field.${name}`) }) }];
  const register = ({ place, foundAt, materials = [], ...rest }: Values) =>
    registering.mutate(
      {
        path: '/api/clue-transfer/clues',
        body: { ...rest, ...(place !== undefined && place.trim() !== '' && { place }), foundAt: momentOfField(foundAt), materials },
      },
      { onSuccess: ({ id }) => void navigate({ to: '/clues/$clueId/hand-over', params: { clueId: id } }) },
    );
  const now = fieldOfMoment(world === undefined ? new Date() : new Date(world.legalNow));
  return (
    <>
      <div className="page-title">
        <h1>{t('clue.title')}</h1>
        <span className="muted">{t('form.noNames')}</span>
      </div>
      <section className="card" aria-label={t('clue.title')}>
        <ProblemAlert error={registering.error} />
        <Form
          form={form}
          layout="vertical"
          onFinish={register}
          disabled={registering.isPending}
          initialValues={{ foundAt: now }}
          scrollToFirstError
        >
          <Form.Item name="title" label={t('field.title')} rules={required('title')}>
            <Input maxLength={120} showCount autoFocus />
          </Form.Item>
          <Form.Item name="description" label={t('field.description')} rules={required('description')}>
            <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={4000} showCount />
          </Form.Item>
          <div className="columns" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(280px, 1fr))' }}>
            <Form.Item name="sourceCode" label={t('field.sourceCode')} rules={required('sourceCode')}>
              <Select {...searchable} options={optionsOf(clueSources)} />
            </Form.Item>
            <Form.Item name="domainCode" label={t('field.domainCode')} rules={required('domainCode')}>
              <Select {...searchable} options={optionsOf(fieldsOfCooperation)} />
            </Form.Item>
            <Form.Item name="divisionCode" label={t('field.divisionCode')} rules={required('divisionCode')}>
              <Select {...searchable} options={divisions.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))} />
            </Form.Item>
            <Form.Item name="foundAt" label={t('field.foundAt')} rules={required('foundAt')}>
              <Input type="datetime-local" max={now} />
            </Form.Item>
            <Form.Item name="place" label={t('field.place')}>
              <Input maxLength={200} />
            </Form.Item>
          </div>
          <Materials />
          <Button type="primary" htmlType="submit" loading={registering.isPending}>
            {t('clue.register')}
          </Button>
        </Form>
      </section>
    </>
  );
}

/** The manifest: material stays where it is and is named by its digest. */
function Materials() {
  const { t } = useTranslation();
  const required = (name: string) => [{ required: true, message: t('form.required', { label: t(`material.${name}`) }) }];
  return (
    <Form.List name="materials">
      {(rows, { add, remove }) => (
        <fieldset style={{ border: '1px solid #e2e6ec', borderRadius: 6, marginBottom: 16 }}>
          <legend>{t('clue.materials')}</legend>
          <p className="muted">{t('clue.materialsHint')}</p>
          {rows.map(({ key, name: n }) => (
            <div
              key={key}
              style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))', gap: 12, alignItems: 'end' }}
            >
              <Form.Item name={[n, 'name']} label={t('material.name')} rules={required('name')}>
                <Input maxLength={120} />
              </Form.Item>
              <Form.Item name={[n, 'kind']} label={t('material.kind')} rules={required('kind')}>
                <Select options={Object.entries(materialKinds).map(([value, label]) => ({ value, label }))} />
              </Form.Item>
              <Form.Item name={[n, 'mediaType']} label={t('material.mediaType')} rules={required('mediaType')}>
                <Input maxLength={121} placeholder="image/jpeg" />
              </Form.Item>
              <Form.Item name={[n, 'bytes']} label={t('material.bytes')} rules={required('bytes')}>
                <InputNumber min={1} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item
                name={[n, 'sha256']}
                label="SHA-256"
                rules={[...required('sha256'), { pattern: /^[0-9a-f]{64}$/, message: t('form.sha256') }]}
              >
                <Input maxLength={64} className="mono" />
              </Form.Item>
              <Form.Item>
                <Button onClick={() => remove(n)}>{t('clue.removeMaterial')}</Button>
              </Form.Item>
            </div>
          ))}
          <div className="actions">
            <FileMaterial onAdd={add} />
            <Button onClick={() => add({})}>{t('clue.addMaterial')}</Button>
          </div>
        </fieldset>
      )}
    </Form.List>
  );
}

/** Takes name, size and digest from a file on this computer; the file itself is not sent. Needs `crypto.subtle`, that is https. */
function FileMaterial({ onAdd }: { onAdd: (material: object) => void }) {
  const { t } = useTranslation();
  const { subtle } = crypto as Partial<Crypto>;
  if (subtle === undefined) return null;
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const digest = await subtle.digest('SHA-256', await file.arrayBuffer());
    const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const kind = /^(image|video|audio)\//.test(file.type) ? 'AUDIOVISUAL' : 'DOCUMENT';
    onAdd({ name: file.name.slice(0, 120), kind, mediaType: file.type || 'application/octet-stream', bytes: file.size, sha256 });
  };
  return (
    <label className="ant-btn-like">
      {t('clue.fromFile')} <input type="file" onChange={(event) => void take(event.target.files?.[0])} />
    </label>
  );
}
