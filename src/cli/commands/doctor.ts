import type { Command } from 'commander';
import { doctor, type DoctorFlags } from '../doctor.ts';

export function declareDoctor(program: Command): void {
  program
    .command('doctor [provider]')
    .description('speak to providers as the service would, and say what is wrong (docs/doctor.md)')
    .option('--json', 'as JSON')
    .option('--grant <id>', 'refresh this grant once, and tell what was seen')
    .action(async (provider: string | undefined, flags: DoctorFlags) => doctor(provider, flags));
}
