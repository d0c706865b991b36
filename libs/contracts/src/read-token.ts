/**
 * What a query must have seen to show a command's own effect: for each announcement stream the last sequence the command made.
 * Opaque to clients (base64url of JSON on the wire, libs/http).
 */
export type ReadToken = ReadTokenEntry[];
export type ReadTokenEntry = [source: string, subject: string, sequence: number];
