import { writeFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../database/clock.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { parseDuration } from '../settings/types/duration.ts';
import { EndWorkshop } from '../workshop/end-workshop.ts';
import { ManageWorkshops } from '../workshop/manage-workshops.ts';
import { WorkshopKeeper } from '../workshop/workshop-keeper.ts';
import type { Workshop } from '../users/workshops/workshop.ts';
import {
  newWorkshop,
  renderParticipant,
  renderWorkshop,
  toWorkshopChange,
  toWorkshopWish,
  workshopChange,
  type workshopBody,
} from '../workshop/workshops.ts';
import { withApplication } from './application.ts';
import { checked } from './checked.ts';
import { confirm } from './confirm.ts';
import { counted } from './counted.ts';
import { allOf } from './every.ts';
import { parseInstant } from './instant.ts';
import { say, sayBeside, sayJson } from './say.ts';
import { minuteOf, tableOf } from './table.ts';
import { UsageError } from './usage-error.ts';

export interface NewWorkshopFlags {
  name: string;
  places: string;
  code?: string;
  starts?: string;
  ends: string;
  keepPasswords?: true;
}

/** `tokenstore workshop open`: the address of its page alone on standard output. @throws UsageError, Problem */
export async function openWorkshop({
  name,
  places,
  code,
  starts,
  ends,
  keepPasswords,
}: NewWorkshopFlags): Promise<void> {
  await withWorkshops(async (workshops) => {
    const now = workshops.clock.now();
    const body = checked(newWorkshop, {
      ...{ name, places: numberOf(places), ends_at: comingInstant(ends, now) },
      ...(code !== undefined && { code }),
      ...(starts !== undefined && { starts_at: comingInstant(starts, now) }),
      keeps_passwords: keepPasswords === true,
    });
    const workshop = await workshops.manage.open(undefined, toWorkshopWish(body, now));
    sayBeside(`${workshop.code} has ${counted(workshop.places, 'place')}. People register at:`);
    say(workshops.render(workshop).url);
  });
}

/** `tokenstore workshop list`: the newest first. */
export async function listWorkshops({ json }: { json?: true }): Promise<void> {
  await withWorkshops(async ({ manage, render }) => {
    const all = await allOf((wish) => manage.list(wish));
    if (json === true) sayJson(all.map(render));
    else {
      const cells = all.map(({ code, name, state, places, taken, endsAt }) => [
        ...[code, `${taken}/${places}`, state.replace('_', ' '), `until ${minuteOf(endsAt)}`, name],
      ]);
      for (const line of tableOf(cells)) say(line);
    }
  });
}

/** `tokenstore workshop show`: a workshop, and who registered. @throws Problem */
export async function showWorkshop(code: string, { json }: { json?: true }): Promise<void> {
  await withWorkshops(async ({ manage, render }) => {
    const workshop = await manage.get(code);
    const participants = await allOf((wish) => manage.participants(code, wish));
    if (json === true) {
      sayJson({ ...render(workshop), participants: participants.map(renderParticipant) });
      return;
    }
    for (const line of tableOf(about(workshop, render(workshop).url))) say(line);
    say('');
    say(participants.length === 0 ? 'Nobody has registered.' : 'Registered:');
    const cells = participants.map(({ name, firstName, lastName, email, createdAt }) => [
      ...[name, minuteOf(createdAt), `${firstName} ${lastName} · ${email}`],
    ]);
    for (const line of tableOf(cells)) say(`  ${line}`);
  });
}

/** `tokenstore workshop close`, and `--reopen`. @throws Problem */
export async function closeWorkshop(code: string, { reopen }: { reopen?: true }): Promise<void> {
  await withWorkshops(async ({ manage }) => {
    const { state } = await manage.change(undefined, code, { closed: reopen !== true });
    say(`${code}: ${state.replace('_', ' ')}.`);
  });
}

/** `tokenstore workshop extend`: another end, other places. @throws UsageError, Problem */
export async function extendWorkshop(
  code: string,
  { ends, places }: { ends?: string; places?: string },
): Promise<void> {
  await withWorkshops(async ({ manage, clock }) => {
    const body = checked(workshopChange, {
      ...(ends !== undefined && { ends_at: comingInstant(ends, clock.now()) }),
      ...(places !== undefined && { places: numberOf(places) }),
    });
    const workshop = await manage.change(undefined, code, toWorkshopChange(body));
    say(
      `${code}: ${workshop.taken} of ${counted(workshop.places, 'place')} taken, until ${minuteOf(workshop.endsAt)}.`,
    );
  });
}

/** `tokenstore workshop reset`: a new password, alone on standard output. @throws Problem */
export async function resetPassword(code: string, name: string): Promise<void> {
  await withWorkshops(async ({ manage }) => {
    const password = await manage.resetPassword(undefined, code, name);
    sayBeside(`The new password of ${name}, which is shown now and never again:`);
    say(password);
  });
}

/** `tokenstore workshop remove`: one who registered, with all that is theirs. @throws Problem */
export async function removeParticipant(code: string, name: string, { yes }: { yes?: true }): Promise<void> {
  await withWorkshops(async ({ ending }) => {
    await confirm(`Remove ${name} from ${code}, and end all their grants?`, yes === true);
    const { grants, unconfirmed } = await ending.removeParticipant(undefined, code, name);
    say(`${name} is removed, with ${counted(grants, 'grant')}.`);
    sayUnconfirmed(unconfirmed);
  });
}

/** `tokenstore workshop end`: with all accounts, and their grants ended at the providers. @throws Problem */
export async function endWorkshop(code: string, { yes }: { yes?: true }): Promise<void> {
  await withWorkshops(async ({ manage, ending }) => {
    const { taken } = await manage.get(code);
    await confirm(`End ${code}: remove ${counted(taken, 'account')}, and end all their grants?`, yes === true);
    const { participants, grants, unconfirmed } = await ending.end(undefined, code);
    say(`${code} is ended: ${counted(participants, 'account')} removed, with ${counted(grants, 'grant')}.`);
    sayUnconfirmed(unconfirmed);
  });
}

export const EXPORTS = ['htpasswd', 'csv'] as const;
export type ExportForm = (typeof EXPORTS)[number];

/** `tokenstore workshop export`: to standard output, or a file for its owner's eyes. @throws UsageError, Problem */
export async function exportWorkshop(code: string, form: ExportForm, { out }: { out?: string }): Promise<void> {
  await withWorkshops(async ({ manage }) => {
    const text = form === 'csv' ? await manage.roster(undefined, code) : await manage.htpasswd(undefined, code);
    if (out === undefined) process.stdout.write(text);
    else await writeOut(out, text);
  });
}

async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${error instanceof Error ? error.message : String(error)}).`);
  }
}

interface Workshops {
  manage: ManageWorkshops;
  ending: EndWorkshop;
  clock: Clock;
  render: (workshop: Workshop) => z.infer<typeof workshopBody>;
}

async function withWorkshops(work: (workshops: Workshops) => Promise<void>): Promise<void> {
  await withApplication(async (app: INestApplicationContext) => {
    if (!app.get<Settings>(SETTINGS, { strict: false }).WORKSHOP) {
      throw new UsageError('There are no workshops here: set WORKSHOP to true.');
    }
    const urls = app.get(PublicUrls, { strict: false });
    try {
      await work({
        manage: app.get(ManageWorkshops, { strict: false }),
        ending: app.get(EndWorkshop, { strict: false }),
        clock: app.get(Clock, { strict: false }),
        render: (workshop) => renderWorkshop(workshop, (code) => urls.workshop(code)),
      });
    } finally {
      // What is in a Secret of the cluster follows at once where this runs as a pod, else by the service, within a minute.
      await app.get(WorkshopKeeper, { strict: false }).stop();
    }
  });
}

function about(workshop: Workshop, url: string): [string, string][] {
  return [
    ['code', workshop.code],
    ['name', workshop.name],
    ['page', url],
    ['state', workshop.state.replace('_', ' ')],
    ['places', `${workshop.taken} of ${workshop.places} taken`],
    ['from', minuteOf(workshop.startsAt)],
    ['until', minuteOf(workshop.endsAt)],
    ['passwords', workshop.keepsPasswords ? 'kept until then' : 'not kept'],
  ];
}

function sayUnconfirmed(unconfirmed: number): void {
  if (unconfirmed > 0) say(`${unconfirmed} of them were ended here only: the provider did not confirm.`);
}

/** What is no number is left to the contract, which says so. */
function numberOf(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** In seconds since the epoch; a duration is from now on. @throws UsageError */
function comingInstant(text: string, now: number): number {
  const span = /^\d+$/.test(text) ? undefined : parseDuration(text);
  return Math.floor((span === undefined ? parseInstant(text, now) : now + span) / 1000);
}
