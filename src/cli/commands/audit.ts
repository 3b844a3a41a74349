import type { Command } from 'commander';
import { exportAudit, pruneAudit, type SpanFlags } from '../audit.ts';

const TIMES = '\nTimes: 2026-01-31, 2026-01-31T12:00:00Z, 30d for so long ago, or seconds (1970).';

export function declareAudit(program: Command): void {
  const audit = program.command('audit').description('who did what with whose grants (docs/audit.md)');
  audit
    .command('export')
    .description('a line of JSON for each event, the oldest first')
    .option('--since <time>', 'from then on')
    .option('--until <time>', 'before then')
    .addHelpText('after', `${TIMES}\n\nExample:\n  tokenstore audit export --since 30d > audit.jsonl`)
    .action(async (flags: SpanFlags) => exportAudit(flags));
  audit
    .command('prune')
    .description('remove events; those older than AUDIT_RETENTION unless told otherwise')
    .option('--until <time>', 'those before then')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', `${TIMES}\n\nExample:\n  tokenstore audit prune --until 2026-01-01 --yes`)
    .action(async (flags: { until?: string; yes?: true }) => pruneAudit(flags));
}
