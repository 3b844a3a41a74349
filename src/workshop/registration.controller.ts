import { Body, Controller, Get, Header, Inject, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../auth/authenticator.ts';
import { cameFromUs } from '../auth/same-origin.ts';
import { wantsPage } from '../auth/wants-page.ts';
import type { RegistrationLimits } from '../limits/registration-limits.ts';
import { Access } from '../principal/access.ts';
import { Problem } from '../problem/problem.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import { PageFilter } from '../ui/page.filter.ts';
import { sendPage, type Sent } from '../ui/page.ts';
import { textsFor } from '../ui/texts/texts.ts';
import type { WorkshopStore } from '../users/workshops/workshop.store.ts';
import { isWorkshopCode, type Workshop } from '../users/workshops/workshop.ts';
import { FieldRefused, RegistrationClosed, type ClosedState, type Register } from './register.ts';
import { closedPage, registeredPage, registrationPage, type RegistrationPage } from './registration-page.ts';
import { SCRIPT, SCRIPT_PATH } from './registration-script.ts';
import {
  FIELD_FAULTS,
  FIELDS,
  registrationForm,
  type Field,
  type FieldFault,
  type Registration,
} from './registration.ts';
import { WorkshopsOn } from './workshops-on.guard.ts';

/** What the pages stand on. */
export interface RegistrationPageParts {
  workshops: WorkshopStore;
  register: Register;
  limits: RegistrationLimits;
  urls: PublicUrls;
}

const LONGEST_SHOWN = 254;

export const REGISTRATION_PAGE_PARTS = Symbol('registration page parts');

/** The limits are its own: a class room sits behind one address. */
@ApiExcludeController()
@Controller('workshop')
@Access('public', { unlimited: true })
@UseGuards(WorkshopsOn)
@UseFilters(PageFilter)
export class RegistrationController {
  private readonly parts: RegistrationPageParts;

  constructor(@Inject(REGISTRATION_PAGE_PARTS) parts: RegistrationPageParts) {
    this.parts = parts;
  }

  @Get(SCRIPT_PATH.slice('/workshop/'.length))
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  script(): string {
    return SCRIPT;
  }

  @Get(':code')
  async show(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const workshop = await this.find(code, request);
    if (workshop.state === 'open') this.sendForm(reply, workshop, { typed: {}, faults: {}, status: 200 });
    else this.sendClosed(reply, workshop.name, workshop.state, 200);
  }

  @Post(':code')
  async register(
    @Param('code') code: string,
    @Body() form: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Another's page would take places in the name of whoever looks at it.
    if (!cameFromUs(request, { own: this.parts.urls.origin, allowed: [] })) {
      throw new Problem('csrf', 'Registering starts on the page of the workshop.');
    }
    const workshop = await this.find(code, request);
    const read = registrationForm.safeParse(form ?? {});
    if (!read.success) {
      const refusal = { typed: typedIn(form), faults: faultsOf(read.error.issues), status: 400 };
      this.refuse(request, reply, workshop, refusal);
    } else await this.take(workshop, read.data, request, reply);
  }

  private async take(
    workshop: Workshop,
    who: Registration,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { register, urls } = this.parts;
    try {
      const password = await register.register(workshop, who, originOf(request));
      const shown = { workshop, userName: who.username, password, login: `${urls.prefix}/login` };
      this.send(reply, registeredPage(shown, textsFor(request)));
    } catch (error) {
      if (error instanceof FieldRefused) {
        const refusal = { typed: who, faults: { [error.field]: error.fault }, status: 409 };
        this.refuse(request, reply, workshop, refusal);
      } else if (error instanceof RegistrationClosed && wantsPage(request)) {
        this.sendClosed(reply, workshop.name, error.state, error.status);
      } else throw error;
    }
  }

  /** @throws Problem `not_found`, `rate_limited` */
  private async find(typed: string, { ip }: FastifyRequest): Promise<Workshop> {
    const { workshops, limits } = this.parts;
    // Off a slide, by a telephone that begins words with a capital.
    const code = typed.toLowerCase();
    const workshop = await limits.visit(code, ip, async () =>
      isWorkshopCode(code) ? workshops.find(code) : undefined,
    );
    if (workshop === undefined) throw new Problem('not_found', 'There is no such workshop.');
    return workshop;
  }

  /** The form once more, with what was typed; programs get the problem. */
  private refuse(request: FastifyRequest, reply: FastifyReply, workshop: Workshop, refusal: Refusal): void {
    if (!wantsPage(request)) {
      const errors = Object.entries(refusal.faults).map(([path, message]) => ({ path, message }));
      throw new Problem('invalid_request', 'The form cannot be taken as it is.', { members: { errors } });
    }
    this.sendForm(reply, workshop, refusal);
  }

  private sendForm(reply: FastifyReply, workshop: Workshop, { status, ...filledIn }: Refusal): void {
    const action = `${this.parts.urls.prefix}/workshop/${workshop.code}`;
    this.send(reply, { ...registrationPage({ ...filledIn, workshop, action }, textsFor(reply.request)), status });
  }

  private sendClosed(reply: FastifyReply, name: string, state: ClosedState, status: number): void {
    const login = `${this.parts.urls.prefix}/login`;
    this.send(reply, { ...closedPage({ name, state, login }, textsFor(reply.request)), status });
  }

  private send(reply: FastifyReply, sent: Sent): void {
    sendPage(reply, this.parts.urls, sent);
  }
}

type Refusal = Pick<RegistrationPage, 'typed' | 'faults'> & { status: number };

/** What was typed, to be shown once more: only what is text, and no more than a field takes. */
function typedIn(form: unknown): Partial<Record<Field, string>> {
  const given = Object(form) as Partial<Record<string, unknown>>;
  return Object.fromEntries(
    FIELDS.flatMap((field) => {
      const text = given[field];
      return typeof text === 'string' ? [[field, text.slice(0, LONGEST_SHOWN)]] : [];
    }),
  );
}

/** The first fault of each field. */
function faultsOf(issues: readonly { path: PropertyKey[]; message: string }[]): Partial<Record<Field, FieldFault>> {
  const faults: Partial<Record<Field, FieldFault>> = {};
  for (const { path, message } of issues) {
    const field = FIELDS.find((one) => one === path[0]);
    if (field !== undefined) faults[field] ??= FIELD_FAULTS.find((one) => one === message) ?? 'invalid';
  }
  return faults;
}
