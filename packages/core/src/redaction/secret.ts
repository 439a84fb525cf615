/**
 * Marks a field as secret, for schema libraries whose schemas take metadata by `.meta()`, as zod's do. The field's value then
 * reaches no log, error, event, output or page; the handler gets it as it was given.
 *
 * @example
 * import { z } from 'zod';
 *
 * const input = z.object({ account: z.string(), apiKey: secret(z.string()) });
 * console.log(input.shape.apiKey.meta());
 */
export function secret<Schema extends { meta(data: { readonly secret: true }): unknown }>(schema: Schema): Schema {
  return schema.meta({ secret: true }) as Schema;
}
