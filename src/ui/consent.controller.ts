import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cameFromUs } from '../auth/same-origin.ts';
import type { Consents, ConsentWish } from '../grants/delegation/consents.ts';
import { Access, CurrentPrincipal } from '../principal/access.ts';
import type { Principal, UserPrincipal } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import { requestSchema } from '../problem/request-schema.pipe.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import type { ReturnUrls } from '../settings/return-urls.ts';
import { consentPage, shownScope } from './consent-page.ts';
import { PageFilter } from './page.filter.ts';
import { sendPage } from './page.ts';
import { textsFor } from './texts/texts.ts';

/** What the consent page stands on. */
export interface ConsentPageParts {
  consents: Consents;
  returnUrls: ReturnUrls;
  urls: PublicUrls;
}

export const CONSENT_PAGE_PARTS = Symbol('consent page parts');

const asked = z.object({ client: z.string(), provider: z.string(), return_url: z.string().optional() });
const decided = asked.extend({ scope: z.string(), decision: z.enum(['allow', 'refuse']) });
type Asked = z.output<typeof asked>;

/** Where a person allows a client to obtain their tokens, or refuses it. */
@ApiExcludeController()
@Controller('consent')
@Access('optional')
@UseFilters(PageFilter)
export class ConsentController {
  private readonly parts: ConsentPageParts;

  constructor(@Inject(CONSENT_PAGE_PARTS) parts: ConsentPageParts) {
    this.parts = parts;
  }

  @Get()
  async show(
    @Query({ schema: asked, pipes: [requestSchema] }) query: Asked,
    @CurrentPrincipal() principal: Principal | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const returnUrl = this.target(query.return_url);
    if (principal === undefined) return this.signInFirst(query, reply);
    const user = atBrowser(principal);
    const wish = await this.parts.consents.wish(user, query.client, query.provider);
    await this.send(reply, user, wish, { returnUrl, hasChanged: false });
  }

  @Post()
  async decide(
    @Body({ schema: decided, pipes: [requestSchema] }) form: z.output<typeof decided>,
    @CurrentPrincipal() principal: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { consents, urls } = this.parts;
    const returnUrl = this.target(form.return_url);
    if (principal === undefined) return this.signInFirst(form, reply);
    const user = atBrowser(principal);
    // Also an origin that may call the API must not press the button in the person's place.
    if (!cameFromUs(request, { own: urls.origin, allowed: [] })) {
      throw new Problem('csrf', 'Only the consent page of this service may send this.');
    }
    const wish = await consents.wish(user, form.client, form.provider);
    if (form.decision === 'refuse') await consents.refuse(user, wish);
    else if (form.scope !== shownScope(wish.scopes)) {
      return this.send(reply, user, wish, { returnUrl, hasChanged: true });
    } else await consents.allow(user, wish);
    const target = new URL(returnUrl);
    target.searchParams.set('consent', form.decision === 'allow' ? 'granted' : 'refused');
    await reply.redirect(target.href, 303);
  }

  private async signInFirst({ client, provider, return_url: returnUrl }: Asked, reply: FastifyReply): Promise<void> {
    const { urls } = this.parts;
    const here = new URL(urls.consent(client, provider));
    if (returnUrl !== undefined) here.searchParams.set('return_url', returnUrl);
    await reply.redirect(urls.login(here.href), 303);
  }

  private async send(
    reply: FastifyReply,
    user: UserPrincipal,
    { client, provider, scopes, isGiven }: ConsentWish,
    { returnUrl, hasChanged }: { returnUrl: string; hasChanged: boolean },
  ): Promise<void> {
    const { urls } = this.parts;
    const shown = {
      ...{ action: `${urls.prefix}/consent`, returnUrl, client, scopes, isGiven, hasChanged },
      provider: { id: provider.id, name: provider.metadata.name ?? provider.id },
      user: user.name ?? user.email ?? user.subject,
    };
    await sendPage(reply, urls, { ...consentPage(shown, textsFor(reply.request)), leadsTo: returnUrl });
  }

  /** @throws Problem `return_url_not_allowed` */
  private target(named: string | undefined): string {
    const { returnUrls } = this.parts;
    const target = named === undefined || named === '' ? returnUrls.fallback : returnUrls.resolve(named);
    if (target !== undefined) return target;
    throw new Problem('return_url_not_allowed', 'The return address is not one that RETURN_URLS allows.');
  }
}

/** @throws Problem `forbidden` */
function atBrowser(principal: Principal): UserPrincipal {
  if (principal.kind === 'user' && principal.via === 'session') return principal;
  throw new Problem('forbidden', 'Only a person at a browser consents.');
}
