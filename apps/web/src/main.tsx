import './style.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntdApp, ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { giveNonceToStyles } from './app/nonce.ts';
import { queryClient } from './api/queries.ts';
import { enterWorldOf } from './api/world.ts';
import { startI18n } from './app/i18n.ts';
import { router } from './app/router.tsx';
import { theme } from './app/theme.ts';

enterWorldOf(new URL(location.href));

/** Scripts are files of ours and need no exception; styles that are made at run time carry the nonce which the portal gave this page. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
giveNonceToStyles(nonce);

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

void startI18n().then(() =>
  createRoot(root).render(
    <StrictMode>
      <ConfigProvider locale={zhCN} theme={theme} csp={{ nonce }} button={{ autoInsertSpace: false }}>
        <AntdApp>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntdApp>
      </ConfigProvider>
    </StrictMode>,
  ),
);
