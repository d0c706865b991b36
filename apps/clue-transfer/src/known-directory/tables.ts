/** Tables that only the known-directory consumer writes: `xiezhi rebuild` empties them. */
export const knownDirectoryTables = ['known_agency', 'known_route'] as const;
