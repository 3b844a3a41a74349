import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../principal/access.ts';
import { Problem } from '../../problem/problem.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import { LOGIN_CLIENT } from '../../providers/oauth-clients.ts';
import { PublicUrls } from '../../settings/public-urls.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { TOKEN_EXCHANGE } from './token-exchange.ts';

const serverMetadata = z
  .object({
    issuer: z.string(),
    token_endpoint: z.string(),
    response_types_supported: z.array(z.string()),
    grant_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    service_documentation: z.string(),
  })
  .meta({ id: 'AuthorizationServerMetadata', description: 'RFC 8414.' });

const resourceMetadata = z
  .object({
    resource: z.string(),
    authorization_servers: z.array(z.string()).optional(),
    bearer_methods_supported: z.array(z.string()),
    resource_name: z.string(),
    resource_documentation: z.string(),
  })
  .meta({ id: 'ProtectedResourceMetadata', description: 'RFC 9728.' });

const AN_HOUR = 'public, max-age=3600';
const DESCRIPTION = { status: 200, description: 'The same for all.' } as const;

/**
 * What the store says of itself: as an authorization server, whose one grant is token exchange, and as a resource that takes
 * the login issuer's tokens. Both stand below `BASE_URL`, and where the two RFCs look for them: in front of its path.
 */
@ApiTags('OAuth')
@Controller('.well-known')
@Access('public')
export class MetadataController {
  private readonly urls: PublicUrls;
  private readonly login: OAuthClient | undefined;

  constructor(urls: PublicUrls, @Inject(LOGIN_CLIENT) login: OAuthClient | undefined) {
    this.urls = urls;
    this.login = login;
  }

  @Get('oauth-authorization-server')
  @Header('cache-control', AN_HOUR)
  @ApiOperation({ summary: 'The token endpoint and what it takes (RFC 8414)', security: [] })
  @ApiResponse({ ...DESCRIPTION, standardSchema: serverMetadata })
  server(): z.infer<typeof serverMetadata> {
    return {
      issuer: this.urls.base,
      token_endpoint: this.urls.of('/oauth/token'),
      response_types_supported: [],
      grant_types_supported: [TOKEN_EXCHANGE],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      service_documentation: this.urls.of('/api/docs'),
    };
  }

  @Get('oauth-authorization-server/*')
  @Header('cache-control', AN_HOUR)
  @ApiExcludeEndpoint()
  insertedServer(@Param('*') path: string): z.infer<typeof serverMetadata> {
    this.requirePrefix(path);
    return this.server();
  }

  @Get('oauth-protected-resource')
  @Header('cache-control', AN_HOUR)
  @ApiOperation({ summary: 'Whose access tokens the API takes (RFC 9728)', security: [] })
  @ApiResponse({ ...DESCRIPTION, standardSchema: resourceMetadata })
  @ApiProblems(['provider_unavailable'])
  async resource(): Promise<z.infer<typeof resourceMetadata>> {
    return {
      resource: this.urls.base,
      ...(this.login !== undefined && { authorization_servers: [(await this.login.server()).issuer] }),
      bearer_methods_supported: ['header'],
      resource_name: 'tokenstore',
      resource_documentation: this.urls.of('/api/docs'),
    };
  }

  @Get('oauth-protected-resource/*')
  @Header('cache-control', AN_HOUR)
  @ApiExcludeEndpoint()
  async insertedResource(@Param('*') path: string): Promise<z.infer<typeof resourceMetadata>> {
    this.requirePrefix(path);
    return this.resource();
  }

  private requirePrefix(path: string): void {
    if (`/${path}` !== this.urls.prefix) throw new Problem('not_found', 'There is nothing at this address.');
  }
}
