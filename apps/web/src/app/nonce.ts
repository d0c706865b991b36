/**
 * Most of antd's styles carry the nonce by themselves (`ConfigProvider csp`), but not those of its measuring helpers. A style element
 * gets it when it is made, whoever makes it: the only code that can make one is our own.
 */
export function giveNonceToStyles(nonce: string): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
