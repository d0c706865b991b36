import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '@xiezhi/http';

/** Screens come with the work order Protocol; until then the front page says where one is. No script, no style, nothing loaded. */
const page = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>协治</title></head>
<body>
<h1>协治</h1>
<p>生态环境案件线索移送、督办与反馈平台。本页仅供核对服务状态，办理界面尚未启用。</p>
<ul>
<li><a href="/sign-in">登录</a></li>
<li><a href="/api/me">当前账号与岗位</a></li>
<li><a href="/openapi.json">接口说明</a></li>
</ul>
</body>
</html>
`;

@Controller()
export class HomeController {
  @Get()
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return page;
  }
}
