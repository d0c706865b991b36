import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Caller } from '@xiezhi/contracts';
import { tokenAudience, tokenIssuer, tokenLifetimeSecondsMax } from '@xiezhi/http';
import { createLocalJWKSet, type JWK, type JWTVerifyGetKey, SignJWT } from 'jose';

const algorithm = 'RS256';
const modulusBitsMin = 2048;

/** The key whose word the services take. Its public half is the JWKS; its id is the thumbprint, so a new key has a new id. */
export class SigningKey {
  readonly publicKeys: { keys: JWK[] };
  /** For the portal's own door, which takes the tokens it made. */
  readonly verificationKeys: JWTVerifyGetKey;
  private readonly privateKey: KeyObject;
  private readonly keyId: string;

  /** @throws Error when the text is no RSA key in PKCS #8 PEM form of at least 2048 bits; the text is not quoted */
  constructor(pem: string) {
    this.privateKey = privateKeyFrom(pem);
    const { n, e } = createPublicKey(this.privateKey).export({ format: 'jwk' });
    if (typeof n !== 'string' || typeof e !== 'string') throw new Error('XIEZHI_SIGNING_KEY has no RSA public half');
    // RFC 7638: SHA-256 over the required members in alphabetical order.
    this.keyId = createHash('sha256')
      .update(JSON.stringify({ e, kty: 'RSA', n }))
      .digest('base64url');
    this.publicKeys = { keys: [{ kty: 'RSA', n, e, kid: this.keyId, alg: algorithm, use: 'sig' }] };
    this.verificationKeys = createLocalJWKSet(this.publicKeys);
  }

  /** @param lifetimeSeconds at most five minutes, whatever is asked */
  async sign(caller: Caller, lifetimeSeconds: number): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ ...caller })
      .setProtectedHeader({ alg: algorithm, kid: this.keyId, typ: 'JWT' })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.min(lifetimeSeconds, tokenLifetimeSecondsMax))
      .sign(this.privateKey);
  }
}

function privateKeyFrom(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    throw new Error('XIEZHI_SIGNING_KEY is no private key in PEM form');
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < modulusBitsMin)
    throw new Error(`XIEZHI_SIGNING_KEY must be an RSA key of at least ${modulusBitsMin} bits`);
  return key;
}
