import type { ReactNode } from 'react';

export interface Column<Row> {
  head: string;
  /** It holds numbers, which stand at the right. */
  isNumber?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface TableProps<Row> {
  /** What a screen reader calls it. */
  label: string;
  /** The first names the row. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
}

/** A table that is a list on a phone. The roles are written down, for styles would take them away there. */
export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>): ReactNode {
  const [first, ...others] = columns;
  return (
    <table role="table" className="op-table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, isNumber }) => (
            <th key={head} role="columnheader" scope="col" className={isNumber === true ? 'op-number' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            <th role="rowheader" scope="row">
              {first.cell(row)}
            </th>
            {others.map(({ head, isNumber, cell }) => (
              <td key={head} role="cell" data-head={head} className={isNumber === true ? 'op-number' : undefined}>
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
