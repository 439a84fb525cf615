import ts from 'typescript';
import { root } from '../workspace.js';

/** The repository's own strictness, except that an example may declare what it does not use. */
export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}

/** A type error, at a line counted from 1. */
export interface TypeFault {
  file: string;
  line: number;
  message: string;
}

/** Checks the files as one program, and reports what is wrong in them, not in what they import. */
export function typeFaults(files: readonly string[]): TypeFault[] {
  const program = ts.createProgram(files, compilerOptions());
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map(({ start, messageText }) => ({
      file,
      line: 1 + (source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0),
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  });
}
