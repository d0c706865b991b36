import { App, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../api/queries.ts';
import type { AnswerItem, Thread } from '../api/types.ts';
import { useCodeList } from '../parts/code-list.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { namedList } from '../parts/named-list.tsx';

interface Values {
  resultCode?: string;
  answer: string;
  items?: { measure: string; state: AnswerItem['state']; plannedOn?: string; proofName?: string; proofSha256?: string }[];
}

const states: AnswerItem['state'][] = ['done', 'in-progress', 'planned', 'impossible'];

/** An answer as a whole and item by item: what was asked for, what was done, in which state it is, what shows it. */
export function AnswerDialog({ thread, name, onClose }: { thread: Thread; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const acting = useCommand();
  const results = useCodeList('clue-result');
  const asked = thread.status === 'objected' ? (thread.objection?.asked ?? []) : thread.asked;
  const act = ({ resultCode, answer, items = [] }: Values) =>
    acting.mutate(
      {
        path: `/api/feedback/threads/${thread.id}/answer`,
        body: { answer, ...(resultCode !== undefined && { resultCode }), items: items.map((said, n) => itemOf(asked[n] ?? '', said)) },
        version: thread.version,
      },
      {
        onSuccess: () => {
          void message.success(t('verb.done', { name }));
          onClose();
        },
      },
    );
  const required = (label: string) => [{ required: true, whitespace: true, message: t('form.required', { label }) }];
  return (
    <Modal
      open
      width={720}
      title={t('feedback.answerOf', { name })}
      okText={t('verb.answer')}
      okButtonProps={{ loading: acting.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <ProblemAlert error={acting.error} onRefresh={onClose} />
      <Form
        form={form}
        layout="vertical"
        onFinish={act}
        disabled={acting.isPending}
        initialValues={{ items: asked.map(() => ({ state: 'done' })) }}
      >
        {thread.decidedResult === undefined && thread.kind === 'FILING' && (
          <Form.Item name="resultCode" label={t('field.resultCode')}>
            <Select
              {...namedList(t, t('field.resultCode'))}
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              options={results.options}
            />
          </Form.Item>
        )}
        <Form.Item name="answer" label={t('field.answer')} rules={required(t('field.answer'))} extra={t('form.noNames')}>
          <Input.TextArea rows={4} maxLength={4000} showCount />
        </Form.Item>
        {asked.map((item, n) => (
          <div key={item} className="group" role="group" aria-label={item}>
            <h3>{item}</h3>
            <Form.Item name={['items', n, 'state']} label={t('field.state')} rules={required(t('field.state'))}>
              <Select {...namedList(t, t('field.state'))} options={states.map((value) => ({ value, label: t(`code.state.${value}`) }))} />
            </Form.Item>
            <Form.Item name={['items', n, 'measure']} label={t('field.measure')} rules={required(t('field.measure'))}>
              <Input.TextArea rows={2} maxLength={2000} />
            </Form.Item>
            <Form.Item name={['items', n, 'plannedOn']} label={t('field.plannedOn')}>
              <Input type="date" />
            </Form.Item>
            <Form.Item name={['items', n, 'proofName']} label={t('field.proofName')}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item
              name={['items', n, 'proofSha256']}
              label={t('field.proofSha256')}
              rules={[{ pattern: /^[0-9a-f]{64}$/, message: t('form.sha256') }]}
            >
              <Input maxLength={64} className="mono" />
            </Form.Item>
          </div>
        ))}
      </Form>
    </Modal>
  );
}

function itemOf(item: string, { measure, state, plannedOn, proofName, proofSha256 }: NonNullable<Values['items']>[number]): AnswerItem {
  const proof = proofName !== undefined && proofSha256 !== undefined ? [{ name: proofName, sha256: proofSha256 }] : [];
  return { item, measure, state, proof, ...(plannedOn !== undefined && plannedOn !== '' && { plannedOn }) };
}
