import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCodeList } from './code-list.ts';
import { namedList } from './named-list.tsx';

/** The manifest: material stays where it is and is named by its digest. */
export function MaterialsField({ label }: { label: string }) {
  const { t } = useTranslation();
  const kinds = useCodeList('material-kind');
  const required = (name: string) => [{ required: true, message: t('form.required', { label: t(`material.${name}`) }) }];
  return (
    <Form.List name="materials">
      {(rows, { add, remove }) => (
        <div className="group" role="group" aria-label={label}>
          <h3>{label}</h3>
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
                <Select {...namedList(t, t('material.kind'))} options={kinds.options} />
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
        </div>
      )}
    </Form.List>
  );
}

/** Takes name, size and digest from a file on this computer; the file itself is not sent. Needs `crypto.subtle`, that is https. */
function FileMaterial({ onAdd }: { onAdd: (material: object) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
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
    <>
      <Button onClick={() => input.current?.click()}>{t('clue.fromFile')}</Button>
      <input ref={input} type="file" hidden aria-label={t('clue.fromFile')} onChange={(event) => void take(event.target.files?.[0])} />
    </>
  );
}
