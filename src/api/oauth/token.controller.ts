import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ACCESS_TOKEN_TYPE } from '../../auth/exchange/subject-tokens.ts';
import { Access } from '../../principal/access.ts';
import { TOKEN_EXCHANGE, TokenExchange } from './token-exchange.ts';

const exchanged = z
  .object({
    access_token: z.string(),
    issued_token_type: z.literal(ACCESS_TOKEN_TYPE),
    token_type: z.string(),
    expires_in: z.int().optional().meta({ description: 'Seconds; absent: no expiry is known.' }),
    scope: z.string().optional(),
  })
  .meta({ id: 'ExchangedToken', description: 'RFC 8693 section 2.2.1.' });

const oauthError = z
  .looseObject({
    error: z.string(),
    error_description: z.string(),
    request_id: z.string(),
    consent: z.string().optional().meta({ description: 'Where the user consents, if that is what is missing.' }),
    authorize: z.string().optional().meta({ description: 'Where the user connects the account anew.' }),
  })
  .meta({ id: 'OAuthError', description: 'RFC 6749 section 5.2.' });

const text = (description: string) => ({ type: 'string', description }) as const;

@ApiTags('OAuth')
@Controller('oauth/token')
export class OAuthTokenController {
  private readonly tokens: TokenExchange;

  constructor(tokens: TokenExchange) {
    this.tokens = tokens;
  }

  @Post()
  @HttpCode(200)
  // Whoever calls is counted once it is known, see ClientAuthentication.
  @Access('public', { unlimited: true })
  @RouteConfig({ errors: 'oauth' })
  @ApiOperation({ summary: 'Token exchange (RFC 8693)', security: [{ client: [] }] })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['grant_type', 'subject_token', 'subject_token_type'],
      properties: {
        grant_type: text(TOKEN_EXCHANGE),
        subject_token: text('A token of the user.'),
        subject_token_type: text('urn:ietf:params:oauth:token-type: and access_token, id_token or jwt'),
        audience: text('The id of the provider; or …'),
        resource: text('… its home page or issuer.'),
        scope: text('Fewer of the provider’s scopes.'),
        requested_token_type: text(ACCESS_TOKEN_TYPE),
        client_id: text('Without HTTP Basic.'),
        client_secret: text('Without HTTP Basic.'),
        client_assertion_type: text('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
        client_assertion: text('A JWT of a trusted issuer, in place of a secret.'),
      },
    },
  })
  @ApiResponse({ status: 200, description: 'An access token of the provider.', standardSchema: exchanged })
  @ApiResponse({
    status: 400,
    description: '`invalid_request`, `invalid_target`, `invalid_scope`, `invalid_grant` …',
    standardSchema: oauthError,
  })
  @ApiResponse({ status: 401, description: '`invalid_client`', standardSchema: oauthError })
  @ApiResponse({ status: 503, description: '`temporarily_unavailable`, `server_error`', standardSchema: oauthError })
  async token(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof exchanged>> {
    // Also before it is known how this ends (RFC 6749 section 5.1).
    void reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const { accessToken, tokenType, expiresIn, scope } = await this.tokens.exchange(request);
    return {
      access_token: accessToken,
      issued_token_type: ACCESS_TOKEN_TYPE,
      token_type: tokenType,
      ...(expiresIn !== null && { expires_in: Math.floor(expiresIn / 1000) }),
      ...(scope !== '' && { scope }),
    };
  }
}
