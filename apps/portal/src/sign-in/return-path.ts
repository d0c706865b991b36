const pathLengthMax = 500;

/**
 * Where a browser may be sent after signing in: a path of ours, or the front page. Whatever could be read as another host (`//x`,
 * `/\x`, control characters, `@`) is none; the check is made on the text and again on what a URL parser makes of it.
 */
export class ReturnPaths {
  private readonly publicUrl: URL;

  constructor(publicUrl: URL) {
    this.publicUrl = publicUrl;
  }

  pathOf(wanted: string | null): string {
    if (wanted === null || wanted.length > pathLengthMax || !/^\/(?![/\\])[\w\-./~%?=&]*$/.test(wanted)) return '/';
    const target = new URL(wanted, this.publicUrl);
    const path = `${target.pathname}${target.search}`;
    // Dot segments may leave a path that begins with two slashes.
    return target.origin === this.publicUrl.origin && !path.startsWith('//') ? path : '/';
  }
}
