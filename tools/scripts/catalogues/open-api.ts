import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@xiezhi/contracts';
import { loadBundled } from '../bundle.ts';
import { root } from '../run.ts';
import { type Catalogue, json } from './catalogue.ts';

/** docs/openapi/<service>.json: the doors of each service, from its own Nest module. Nothing is connected: Nest only looks at the classes. */
export const openApi: Catalogue = {
  name: 'openapi',
  owns: ['docs/openapi/*.json'],
  write: async () => {
    const files = new Map<string, string>();
    for (const service of services.filter((name) => existsSync(join(root, `apps/${name}/src/app.module.ts`)))) {
      files.set(`docs/openapi/${service}.json`, json(await documentOf(service)));
    }
    return files;
  },
};

async function documentOf(service: string): Promise<object> {
  const { write } = await loadBundled<{ write(): Promise<object> }>(`apps/${service}`, writerOf(service));
  return write();
}

/** Around the service's module stands what libs/service gives it, as at a real start; in a preview no factory of it is called. */
const writerOf = (service: string) => `
  import 'reflect-metadata';
  import { NestFactory } from '@nestjs/core';
  import { FastifyAdapter } from '@nestjs/platform-fastify';
  import { openApiDocument } from '@xiezhi/http';
  import { rootOf, ServiceModule } from ${JSON.stringify(join(root, 'libs/service/src/service.module.ts'))};
  import { PackShelf, readMechanismPack } from ${JSON.stringify(join(root, 'libs/mechanism-pack/src/index.ts'))};
  import { AppModule } from ${JSON.stringify(join(root, `apps/${service}/src/app.module.ts`))};

  // A service on a mechanism pack has the same doors on every pack: the delivered one serves.
  const shelf = () => new PackShelf(readMechanismPack(${JSON.stringify(join(root, 'packs/river-chief-procurator'))}));
  const module = 'on' in AppModule ? AppModule.on(shelf()) : AppModule;

  export async function write() {
    const root = rootOf(module, ServiceModule.of({ database: {} }, {}, {}));
    const app = await NestFactory.create(root, new FastifyAdapter(), { preview: true, logger: false, abortOnError: false });
    return openApiDocument(app, { title: '协治 Xiezhi: ${service}', version: '1' });
  }`;
