import ts from 'typescript';
import { type PublicPackage, root } from '../workspace.js';
import { compilerOptions } from './type-check.js';

/** For each exported name: the statement that imports it. */
export type Imports = Map<string, string>;

/** The names that each package exports, by the package's folder. */
export function publicNames(packages: readonly PublicPackage[]): Map<string, Imports> {
  const sources = packages.flatMap(({ modules }) => modules.map(({ source }) => `${root}${source}`));
  const program = ts.createProgram(sources, compilerOptions());
  const checker = program.getTypeChecker();
  return new Map(
    packages.map(({ folder, modules }) => {
      const entries = modules.flatMap(({ specifier, source }) => {
        const file = program.getSourceFile(`${root}${source}`);
        const symbol = file && checker.getSymbolAtLocation(file);
        if (!symbol) return [];
        return checker.getExportsOfModule(symbol).map((each) => importOf(each, specifier, checker));
      });
      return [folder, new Map(entries)] as const;
    }),
  );
}

function importOf(symbol: ts.Symbol, specifier: string, checker: ts.TypeChecker): [string, string] {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const kind = target.flags & ts.SymbolFlags.Value ? '' : 'type ';
  return [symbol.name, `import { ${kind}${symbol.name} } from '${specifier}';`];
}

const exported =
  /^export (?:declare )?(?:async )?(?:const|let|(?:abstract )?class|function\*?|enum|(?<type>interface|type)) (?<name>[\w$]+)/gm;

/** The names that a source file exports itself, to be imported by `specifier`. */
export function ownNames(source: string, specifier: string): Imports {
  const names = [...source.matchAll(exported)].map(({ groups = {} }) => {
    const name = groups['name'] ?? '';
    return [name, `import { ${groups['type'] ? 'type ' : ''}${name} } from '${specifier}';`] as const;
  });
  return new Map(names);
}

/**
 * The imports that an example in a doc comment leaves out.
 *
 * @param text - the example.
 * @param scopes - the names in reach, nearest first.
 */
export function missingImports(text: string, scopes: readonly (Imports | undefined)[]): string {
  const { used, declared } = identifiersOf(text);
  const found = [...used].flatMap((name) => {
    if (declared.has(name)) return [];
    return scopes.map((scope) => scope?.get(name)).find((statement) => statement !== undefined) ?? [];
  });
  return found.join(' ');
}

function identifiersOf(text: string): { used: Set<string>; declared: Set<string> } {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMember(node)) (isDeclaredName(node) ? declared : used).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest, true));
  return { used, declared };
}

function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  const declares = ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent);
  return (declares || ts.isFunctionDeclaration(parent) || ts.isImportSpecifier(parent)) && parent.name === node;
}

function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
}
