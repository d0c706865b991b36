export * from './chart-of.ts';
export * from './diff-packs.ts';
export * from './feedback.ts';
export * from './header.ts';
export * from './ladder.ts';
export { MechanismPackInvalid } from './pack-file.ts';
export * from './pack-files.ts';
export * from './read-mechanism-pack.ts';
export * from './setting.ts';
