import type pg from 'pg';

/** Of our statements; a migration may take as long as it takes. */
const QUERY_TIMEOUT = 15_000;

/** A statement with its time-out, which the driver knows and its types do not. */
export function timed(statement: pg.QueryConfig): pg.QueryConfig & { query_timeout: number } {
  return { ...statement, query_timeout: QUERY_TIMEOUT };
}
