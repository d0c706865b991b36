import { createHash, randomBytes } from 'node:crypto';

/**
 * On https a cookie is bound to this very host (`__Host-`: Secure, Path=/, no Domain). Plain http exists on a loopback address in
 * development only; there a browser may drop Secure cookies and command-line clients do, so the same cookie goes without either.
 */
export class Cookies {
  readonly session: string;
  readonly signIn: string;
  private readonly attributes: string;

  constructor(publicUrl: URL) {
    const isSecure = publicUrl.protocol === 'https:';
    this.session = isSecure ? '__Host-xiezhi' : 'xiezhi';
    this.signIn = isSecure ? '__Host-xiezhi-sign-in' : 'xiezhi-sign-in';
    this.attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  set(name: string, value: string, maxAgeSeconds: number): string {
    return `${name}=${value}; Max-Age=${maxAgeSeconds}${this.attributes}`;
  }

  clear(name: string): string {
    return this.set(name, '', 0);
  }

  /** The secret in a cookie, or undefined when it is absent, not of our form, or sent twice: one of two was planted. */
  read(header: string | undefined, name: string): string | undefined {
    const values = (header ?? '').split(';').flatMap((pair) => {
      const [key, ...rest] = pair.trim().split('=');
      return key === name ? [rest.join('=')] : [];
    });
    const [value] = values;
    return values.length === 1 && value !== undefined && secretForm.test(value) ? value : undefined;
  }
}

const secretForm = /^[\w-]{43}$/;

/** 256 bits as 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret. No salt: nobody guesses 256 random bits. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
