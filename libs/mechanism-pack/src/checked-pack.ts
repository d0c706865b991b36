import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PackHeader } from './header.ts';
import { MechanismPackInvalid } from './pack-file.ts';
import type { MechanismPack } from './read-mechanism-pack.ts';

/**
 * A pack that was read and checked before, as JSON. Reading its YAML with the places of all its members takes 0.5 s of CPU; this takes
 * 10 ms. Whoever keeps one makes it anew when the pack or the code that reads packs changes (`npm start` does: tools/stack/build-pack.ts).
 */
export const checkedPackText = (pack: MechanismPack): string => JSON.stringify({ checkedPack: 1, pack });

// What made it has checked the rest; this tells such a file from another that was named by mistake.
const CheckedPack = z.object({
  checkedPack: z.literal(1),
  pack: z.looseObject({ header: PackHeader, charts: z.record(z.string(), z.unknown()), clocks: z.array(z.unknown()) }),
});

function assertCheckedPack(content: unknown): asserts content is { pack: MechanismPack } {
  CheckedPack.parse(content);
}

/** @throws MechanismPackInvalid when the file is no such pack */
export function readCheckedPack(file: string): MechanismPack {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    assertCheckedPack(content);
    return content.pack; // not the parser's copy, whose members stand in another order: packs are compared by their text
  } catch (cause) {
    throw new MechanismPackInvalid(file, ['is no pack that was read and checked before'], { cause });
  }
}
