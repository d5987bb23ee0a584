/** The parts of the package's API that are used; it ships no types. */
declare module 'sql.js' {
  export type SqlJsValue = string | number | Uint8Array | null;

  export interface Statement {
    run(values?: readonly SqlJsValue[]): void;
    /** False after the last row. */
    step(): boolean;
    getAsObject(): Record<string, SqlJsValue>;
    free(): void;
  }

  export interface SqlJsDatabase {
    run(sql: string, values?: readonly SqlJsValue[]): SqlJsDatabase;
    prepare(sql: string): Statement;
    /** The file's bytes. */
    export(): Uint8Array;
    close(): void;
  }

  export interface SqlJs {
    readonly Database: new (bytes?: Uint8Array) => SqlJsDatabase;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports it so
  export default function initSqlJs(options?: { readonly locateFile?: (name: string) => string }): Promise<SqlJs>;
}
