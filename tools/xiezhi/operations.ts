import { ask, type Running, runningStack, systemAdmin, told, tokenOf } from './portal.ts';

/** Who reads what operators did. */
const auditAdmin = 'platform.audit-admin';

/** A service's own door for operators, with the token of whoever may pass it. */
export class OperationsDoor {
  readonly name: string;
  readonly #url: string;
  readonly #token: string;

  private constructor(name: string, url: string, token: string) {
    this.name = name;
    this.#url = url;
    this.#token = token;
  }

  static async of(running: Running, service: string, post = systemAdmin): Promise<OperationsDoor> {
    const found = running.stack.services.find(({ name }) => name === service);
    if (found === undefined)
      throw told(
        `there is no service ${service}`,
        'it is not part of this stack',
        `name one of ${running.stack.services.map(({ name }) => name).join(', ')}`,
      );
    return new OperationsDoor(service, found.url, await tokenOf(running, post));
  }

  static forAuditors(running: Running, service: string): Promise<OperationsDoor> {
    return OperationsDoor.of(running, service, auditAdmin);
  }

  get(path: string, what: string): Promise<unknown> {
    return ask(`${this.#url}/operations/${path}`, { what, headers: { authorization: `Bearer ${this.#token}` } });
  }

  post(path: string, body: object, what: string): Promise<unknown> {
    return ask(`${this.#url}/operations/${path}`, {
      what,
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

/** `<service>.<consumer>`; a consumer's own name may hold dots. */
export function splitConsumer(full: string): { service: string; consumer: string } {
  const [, service = '', consumer = ''] = /^([a-z-]+)\.(.+)$/.exec(full) ?? [];
  if (service === '' || consumer === '')
    throw told(
      `${full} names no consumer`,
      'a consumer is named with its service',
      'for example portal.portal; `xiezhi status` lists them',
    );
  return { service, consumer };
}

export async function doorOf(home: string | undefined, full: string): Promise<{ door: OperationsDoor; consumer: string }> {
  const { service, consumer } = splitConsumer(full);
  return { door: await OperationsDoor.of(runningStack(home), service), consumer };
}
