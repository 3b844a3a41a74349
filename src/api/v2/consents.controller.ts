import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Consents, type NamedConsent } from '../../grants/delegation/consents.ts';
import { Access, CurrentUser } from '../../principal/access.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { scopeList } from './clients.ts';
import { pageOf, pageQuery, renderPage, toWish } from './page.ts';

const consentBody = z
  .object({
    id: z.string(),
    client: z.object({ id: z.string(), name: z.string().nullable().meta({ description: 'null: it is gone.' }) }),
    provider: z.string(),
    scopes: z.array(z.string()).nullable().meta({ description: 'Of the provider; null: whatever was granted.' }),
    created_at: z.int().meta({ description: 'Seconds since the epoch.' }),
  })
  .meta({ id: 'Consent', description: 'A user allows a client to obtain tokens of a provider.' });
const consentList = pageOf(consentBody);

const unaskedList = z.object({
  items: z.array(
    z
      .object({
        client: z.object({ id: z.string(), name: z.string() }),
        providers: z.array(z.string()).nullable().meta({ description: 'null: all.' }),
        scopes: z.array(z.string()).nullable().meta({ description: 'Of the provider; null: whatever was granted.' }),
      })
      .meta({ id: 'UnaskedRule', description: 'A client may obtain one’s tokens by a rule of the operator’s.' }),
  ),
  next: z.null(),
});

const newConsent = z.strictObject({
  client: z.string().min(1).max(64),
  provider: z.string().min(1).max(255),
  scopes: scopeList.optional().meta({ description: 'Fewer than the client asks for; else all that it asks for.' }),
});

@ApiTags('v2: consents')
@Controller('api/v2/consents')
export class ConsentsController {
  private readonly consents: Consents;

  constructor(consents: Consents) {
    this.consents = consents;
  }

  @Get()
  @Access('grants:read')
  @ApiOperation({ summary: 'What one has allowed clients to obtain' })
  @ApiResponse({ status: 200, description: 'The newest first.', standardSchema: consentList })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'database_unavailable'])
  async list(
    @CurrentUser() principal: UserPrincipal,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: z.output<typeof pageQuery>,
  ): Promise<z.input<typeof consentList>> {
    return renderPage(await this.consents.list(principal, toWish(query)), render);
  }

  @Get('unasked')
  @Access('grants:read')
  @ApiOperation({
    summary: 'What clients may obtain without one’s consent, by rules of the operator’s that ask for none',
  })
  @ApiResponse({ status: 200, description: 'All at once.', standardSchema: unaskedList })
  @ApiProblems(['unauthenticated', 'forbidden', 'database_unavailable'])
  async unasked(@CurrentUser() principal: UserPrincipal): Promise<z.input<typeof unaskedList>> {
    const rules = await this.consents.unasked(principal);
    const items = rules.map(({ client: { id, name }, providers, scopes }) => ({
      ...{ client: { id, name }, providers: providers === undefined ? null : [...providers] },
      scopes: scopes === undefined ? null : [...scopes],
    }));
    return { items, next: null };
  }

  @Post()
  @HttpCode(201)
  @Access('grants:write')
  @ApiOperation({ summary: 'Allow a client what a rule lets it ask for; by a person at a browser only' })
  @ApiResponse({ status: 201, description: 'What was allowed before is replaced.', standardSchema: consentBody })
  @ApiProblems(['unauthenticated', 'forbidden', 'csrf', 'not_found', 'invalid_request', 'database_unavailable'])
  async allow(
    @CurrentUser() principal: UserPrincipal,
    @Body({ schema: newConsent, pipes: [requestSchema] }) { client, provider, scopes }: z.output<typeof newConsent>,
  ): Promise<z.input<typeof consentBody>> {
    // A program that holds a person's token must not give itself, or another, more than that.
    if (principal.via !== 'session') throw new Problem('forbidden', 'Only a person at a browser consents.');
    return render(await this.consents.allow(principal, await this.consents.wish(principal, client, provider), scopes));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('grants:write')
  @ApiOperation({ summary: 'Withdraw a consent: it counts no more from the next request on' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  @ApiProblems(['unauthenticated', 'forbidden', 'csrf', 'not_found', 'database_unavailable'])
  async withdraw(@CurrentUser() principal: UserPrincipal, @Param('id') id: string): Promise<void> {
    await this.consents.withdraw(principal, id);
  }
}

function render({ id, clientId, clientName, provider, scopes, createdAt }: NamedConsent): z.infer<typeof consentBody> {
  return {
    ...{ id, client: { id: clientId, name: clientName }, provider },
    scopes: scopes === undefined ? null : [...scopes],
    created_at: Math.floor(createdAt / 1000),
  };
}
