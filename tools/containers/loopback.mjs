// Makes an address of the host mean the same inside a container: listens on the container's own loopback and passes every
// connection on to another container.   node --import …/loopback.mjs main.mjs   with   LOOPBACK_PASS_ON=8090=identity:8090
//
// Why: the issuer of the development identity is ONE address, compared letter by letter in every token. The browser on the host
// reaches it on 127.0.0.1; the portal must reach it under the same name, and inside a container 127.0.0.1 is the container.
// It lives in the portal's process, so it starts, stops and restarts with it. With an issuer of the agency's own it is not used (production.yml).
import { connect, createServer } from 'node:net';

const [nearPort, farHost, farPort] = (process.env.LOOPBACK_PASS_ON ?? '').split(/[=:]/);
if (!nearPort || !farHost || !farPort) throw new Error('LOOPBACK_PASS_ON must read <port>=<host>:<port>');

const server = createServer((near) => {
  const far = connect(Number(farPort), farHost);
  // Either end may go at any moment (a restart of identity): the other is closed with it, and the caller tries again.
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.pipe(far).pipe(near);
});
// It must not keep a stopping service alive.
server.listen(Number(nearPort), '127.0.0.1').unref();
