import { fileURLToPath } from 'node:url';
import { LandsichtError } from '@landsicht/core';
import { listModels, type ModelPackage, openModel, ownModelsDir } from '@landsicht/models';

/** Opens and checks the model of this name: one of Landsicht's, or one added to the workspace. Throws `not-found` with the names there are. */
export async function findModel(id: string, modelsDir: string | undefined): Promise<ModelPackage> {
  const places = await listModels(fileURLToPath(ownModelsDir), modelsDir ?? '');
  const place = places.find((one) => one.id === id);
  if (place == null) {
    const known = places.map((one) => one.id).join(', ') || 'none';
    throw new LandsichtError(
      'not-found',
      `There is no model "${id}"; there are: ${known}. Add one with "landsicht models add FILE --manifest FILE"`,
    );
  }
  return openModel(place.dir);
}
