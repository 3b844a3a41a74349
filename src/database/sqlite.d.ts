// The dependency is called "sqlite" (an alias of better-sqlite3 13): docs/dependencies.md says why.
declare module 'sqlite' {
  import Database from 'better-sqlite3';
  export default Database;
}
