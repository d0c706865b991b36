/** One line of a manifest 材料清单: the material itself stays where it is and is named by its digest. */
export interface Material {
  name: string;
  kind: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}
