import { createHash } from 'node:crypto';
import type { Accounts } from './accounts.ts';

const style = `
:root { color-scheme: light; font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f2f5f7; color: #1f2d3a; }
main { box-sizing: border-box; width: min(26rem, 92vw); padding: 2rem; background: #fff; border-radius: 8px; box-shadow: 0 1px 6px #0002; }
h1 { margin: 0 0 .25rem; font-size: 1.35rem; } p { margin: .5rem 0; line-height: 1.6; color: #47586a; }
label { display: block; margin: 1rem 0 .3rem; } input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #8a99a8; border-radius: 4px; }
button { margin-top: 1.4rem; width: 100%; padding: .7rem; font: inherit; color: #fff; background: #14599b; border: 0; border-radius: 4px; cursor: pointer; }
input:focus-visible, button:focus-visible { outline: 3px solid #f0a500; outline-offset: 1px; }
.error { padding: .6rem .8rem; color: #8c1d18; background: #fdecea; border-radius: 4px; }
`;
const styleSum = createHash('sha256').update(style).digest('base64');

/** Nothing from elsewhere, no script, no frame. A form's answer redirects to the portal, which browsers count as the form's target. */
export function pageHeaders(formTargets: string[]): Record<string, string> {
  return {
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleSum}'; form-action 'self' ${formTargets.join(' ')}; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

export function signInPage(uid: string, accounts: Accounts, failedAccount?: string): string {
  const options = [...accounts].map(([id, name]) => `<option value="${escape(id)}">${escape(name)}</option>`).join('');
  const error = failedAccount === undefined ? '' : '<p class="error" role="alert">账号或口令不正确，请核对后重新输入。</p>';
  return page(
    '登录协治平台',
    `<p>开发环境登录：以岗位账号登录，所有账号使用同一个开发口令，由启动程序显示在终端。</p>${error}
<form method="post" action="/interaction/${escape(uid)}" autocomplete="off">
<label for="account">岗位账号</label><input id="account" name="account" list="accounts" required maxlength="100" value="${escape(failedAccount ?? '')}" autofocus>
<datalist id="accounts">${options}</datalist>
<label for="password">开发口令</label><input id="password" name="password" type="password" required maxlength="200">
<button type="submit">登录</button>
</form>`,
  );
}

export function errorPage(code: string): string {
  const expired = code === 'invalid_request' || code === 'SessionNotFound';
  const told = expired
    ? '登录页面已过期，或登录服务已重新启动。请回到门户重新登录。'
    : '登录未能完成。请回到门户重新登录；如仍不成功，请将下面的代码告知系统管理员。';
  return page('登录未完成', `<p>${told}</p><p>代码：${escape(code)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${content}</main></body></html>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
