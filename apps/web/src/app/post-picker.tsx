import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useTranslation } from 'react-i18next';
import { tellPortal } from '../api/http.ts';
import { meQuery } from '../api/queries.ts';
import type { Me } from '../api/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** Everything is done in a post: it says for which agency one acts and what one may do. */
export function PostPicker({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const choosing = useMutation({
    mutationFn: (post: string) => tellPortal('/api/post', { post }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  return (
    <section className="card" aria-labelledby="posts">
      <h1 id="posts">{t('posts.title')}</h1>
      <p className="muted">{t('posts.why')}</p>
      <ProblemAlert error={choosing.error} />
      {me.posts.length === 0 && <Empty description={t('posts.none')} />}
      <div className="actions">
        {me.posts.map((post) => (
          <Button
            key={post.id}
            size="large"
            loading={choosing.isPending && choosing.variables === post.id}
            onClick={() => choosing.mutate(post.id)}
          >
            {post.agency.name} · {post.name}
          </Button>
        ))}
      </div>
    </section>
  );
}
