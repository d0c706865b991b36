import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Button, Dropdown, Layout } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem, tellPortal } from '../api/http.ts';
import { useNotices } from '../api/notices.ts';
import { meQuery } from '../api/queries.ts';
import type { Me } from '../api/types.ts';
import { leaveWorld } from '../api/world.ts';
import { KeyboardHelp } from '../parts/keyboard.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { formatMoment } from '../parts/moment.ts';
import { MeContext } from './me.ts';
import { PostPicker } from './post-picker.tsx';
import { SignIn } from './sign-in.tsx';

/** What stands around every page: who one is, where one can go, whether this is practice. */
export function Shell() {
  const { data: me, error, isPending } = useQuery(meQuery);
  if (isPending) return <PageSkeleton />;
  if (error instanceof Problem && error.isSignedOut) return <SignIn />;
  if (me === undefined) return <ProblemAlert error={error} />;
  return <SignedInShell me={me} />;
}

function SignedInShell({ me }: { me: Me }) {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  useNotices(me.account, me.post?.id);
  useFocusAfterNavigation(main);
  return (
    <Layout>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <Practice me={me} />
      <Layout.Header className="shell-header">
        <Link to="/" className="shell-brand">
          {t('shell.brand')}
          <small>{t('shell.subtitle')}</small>
        </Link>
        <nav className="shell-nav" aria-label={t('shell.navigation')}>
          {me.post !== undefined && <Navigation me={me} />}
        </nav>
        <UserMenu me={me} />
      </Layout.Header>
      <main id="main" className="shell-main" tabIndex={-1} ref={main}>
        {me.post === undefined ? (
          <PostPicker me={me} />
        ) : (
          <MeContext value={me}>
            <Outlet />
            <KeyboardHelp />
          </MeContext>
        )}
      </main>
    </Layout>
  );
}

function Navigation({ me }: { me: Me }) {
  const { t } = useTranslation();
  const mayRegister = me.may.some(({ action, subject }) => action === 'register' && subject === 'clue');
  const mayWork = me.may.some(({ action, subject }) => action === 'work' && subject === 'case-file');
  return (
    <>
      <Link to="/" activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
        {t('shell.workbench')}
      </Link>
      {mayWork && (
        <Link to="/case-files/new" activeProps={{ 'aria-current': 'page' }}>
          {t('shell.openFile')}
        </Link>
      )}
      {mayRegister && (
        <Link to="/clues/new" activeProps={{ 'aria-current': 'page' }}>
          {t('shell.registerClue')}
        </Link>
      )}
      <Link to="/figures" activeProps={{ 'aria-current': 'page' }}>
        {t('shell.figures')}
      </Link>
    </>
  );
}

function Practice({ me }: { me: Me }) {
  const { t } = useTranslation();
  if (me.world === undefined) return null;
  const leave = () => {
    leaveWorld();
    location.assign('/');
  };
  return (
    <div className="practice" role="status">
      <span>{t('shell.practice', { name: me.world.name, now: formatMoment(me.world.legalNow) })}</span>
      <button type="button" onClick={leave}>
        {t('shell.leavePractice')}
      </button>
    </div>
  );
}

function UserMenu({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const choose = async (post: string) => {
    await tellPortal('/api/post', { post });
    await client.resetQueries();
  };
  const leave = async () => {
    await tellPortal('/sign-out');
    client.clear();
    location.assign('/');
  };
  const others = me.posts.filter(({ id }) => id !== me.post?.id);
  const items = [
    ...others.map((post) => ({
      key: post.id,
      label: `${t('shell.switchTo')}${post.agency.name} · ${post.name}`,
      onClick: () => choose(post.id),
    })),
    { key: 'sign-out', label: t('shell.signOut'), onClick: leave },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" className="shell-user">
        {me.post === undefined ? me.account : `${me.post.agency.name} · ${me.post.name}`}
      </Button>
    </Dropdown>
  );
}

/** A new page begins at its top, for eyes and for screen readers. */
function useFocusAfterNavigation(main: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) main.current?.focus({ preventScroll: false });
    before.current = path;
  }, [path, main]);
}
