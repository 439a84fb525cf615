import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The source files of a package's public modules. */
function publicModules(folder) {
  if (!existsSync(`${folder}/package.json`)) return [];
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return Object.values(exports).map((targets) => `${folder}/${targets['@nightshift/source']}`);
}

/** Names a module as a host imports it, `@nightshift/core/threads`, and not by its path, `core/src/threads`. */
function namedAsImported(app) {
  app.converter.on('resolveBegin', ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = module.name.replace(/^([^/]+)\/src(?=\/|$)/, '@nightshift/$1');
    }
  });
}

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Nightshift',
  entryPoints: readdirSync('packages').flatMap((name) => publicModules(`packages/${name}`)),
  tsconfig: 'tsconfig.json',
  plugin: [namedAsImported],
  out: 'docs/reference',
  readme: 'none',
  disableSources: true,
  treatWarningsAsErrors: true,
  validation: { invalidLink: true, notExported: true },
};
