// Written by "npm run docs", out of docs/openapi.json.

export interface paths {
    "/api/oidc/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in: redirects to the login issuer */
        get: operations["OidcController_begin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oidc/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign out, here and at the login issuer */
        get: operations["OidcController_logout"];
        put?: never;
        /** The same, for pages that submit a form */
        post: operations["OidcController_logoutByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I? */
        get: operations["WhoAmIController_whoami"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1.0/authorizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The providers, and where the user has a live grant */
        get: operations["V10Controller_authorizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1.0/{provider}/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connect an account: redirects to the provider */
        get: operations["V10Controller_authorize"];
        put?: never;
        /** Connect an account: answers the address to open in a browser */
        post: operations["V10Controller_authorizeByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1.0/{provider}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A fresh access token of the connected account */
        get: operations["V10Controller_token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1.0/{provider}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disconnect the account, here and at the provider */
        post: operations["V10Controller_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/authorizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The providers, and where the user has a live grant */
        get: operations["V1Controller_authorizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{provider}/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connect an account: redirects to the provider */
        get: operations["V1Controller_authorize"];
        put?: never;
        /** Connect an account: answers the address to open in a browser */
        post: operations["V1Controller_authorizeByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{provider}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A fresh access token of the connected account */
        get: operations["V1Controller_token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{provider}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disconnect the account, here and at the provider */
        post: operations["V1Controller_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["HealthController_live[0]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["HealthController_live[1]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/_health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["HealthController_live[2]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The database is there, migrated, and the keys open it */
        get: operations["HealthController_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workshops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workshops, newest first */
        get: operations["WorkshopsController_list"];
        put?: never;
        /** Open a workshop: people register themselves on its page */
        post: operations["WorkshopsController_open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workshops/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A workshop, and how many places are taken */
        get: operations["WorkshopsController_one"];
        put?: never;
        post?: never;
        /** End it: grants are ended at the providers, then accounts and workshop are removed. Can be repeated */
        delete: operations["WorkshopsController_end"];
        options?: never;
        head?: never;
        /** Close it or open it again, extend it, change its places */
        patch: operations["WorkshopsController_change"];
        trace?: never;
    };
    "/api/v2/workshops/{code}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who registered, in the order in which they came */
        get: operations["WorkshopsController_participants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workshops/{code}/participants/{name}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new password for somebody who lost theirs; their browsers are signed out */
        post: operations["WorkshopsController_resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workshops/{code}/participants/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove somebody, with all that is theirs; the place is free again */
        delete: operations["WorkshopsController_removeParticipant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workshops/{code}/users.htpasswd": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts as lines of an htpasswd file (bcrypt) */
        get: operations["WorkshopsController_htpasswd"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workshops/{code}/users.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who registered, as a table; with passwords where the workshop keeps them */
        get: operations["WorkshopsController_roster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The token endpoint and what it takes (RFC 8414) */
        get: operations["MetadataController_server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-protected-resource": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose access tokens the API takes (RFC 9728) */
        get: operations["MetadataController_resource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Token exchange (RFC 8693) */
        post: operations["OAuthTokenController_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The grants of all users, newest first */
        get: operations["AdminGrantsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a user’s grant, at the provider as well as that goes */
        delete: operations["AdminGrantsController_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sealing keys, by their ids */
        get: operations["AdminKeysController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/keys/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What bears which key, and so how far a rotation has come
         * @description Counts all sealed values: it takes seconds where there are a million.
         */
        get: operations["AdminKeysController_use"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users, sessions, and each provider’s grants by status and reason */
        get: operations["AdminOverviewController_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/providers/{provider}/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Examine a provider’s settings by speaking to it, as `tokenstore doctor` does
         * @description It calls out a dozen times and spends nothing. Who asks within ten seconds of the last examination gets its findings.
         */
        post: operations["AdminProvidersController_examine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refreshes, failures and latency of each provider over time
         * @description What a replica counted is here within half a minute, and kept for four weeks.
         */
        get: operations["AdminSeriesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user’s sessions, newest first */
        get: operations["AdminSessionsController_list"];
        put?: never;
        post?: never;
        /**
         * Sign a user out of all browsers
         * @description Their keys and the access tokens of the login issuer go on: to stop these, disable the user.
         */
        delete: operations["AdminSessionsController_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The users, newest first */
        get: operations["AdminUsersController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user */
        get: operations["AdminUsersController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Disable a user, or enable them again */
        patch: operations["AdminUsersController_change"];
        trace?: never;
    };
    "/api/v2/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One’s own API keys; with the right `admin` also others’ */
        get: operations["ApiKeysController_list"];
        put?: never;
        /** Make an API key, no stronger than the credential that makes it */
        post: operations["ApiKeysController_make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an API key: it is refused from the next request on */
        delete: operations["ApiKeysController_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one did, and what was done with one’s grants, keys and consents; newest first
         * @description Users need the right `grants:read`; clients see what they did. With `admin`: anybody’s, on demand.
         */
        get: operations["AuditController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The registered clients */
        get: operations["ClientsController_list"];
        put?: never;
        /** Register a client. It may nothing until a rule says so */
        post: operations["ClientsController_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/clients/{client}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A client */
        get: operations["ClientsController_get"];
        put?: never;
        post?: never;
        /** Delete a client with its rules, its keys and the consents to it */
        delete: operations["ClientsController_remove"];
        options?: never;
        head?: never;
        /** Disable a client, or let it in again */
        patch: operations["ClientsController_change"];
        trace?: never;
    };
    "/api/v2/clients/{client}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new client secret; the old one ends */
        post: operations["ClientsController_renewSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/clients/{client}/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules of a client */
        get: operations["ClientsController_rules"];
        put?: never;
        /** Let a client obtain tokens: at which providers, with which scopes, for whom */
        post: operations["ClientsController_addRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/clients/{client}/delegations/{rule}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a rule: it counts no more from the next request on */
        delete: operations["ClientsController_removeRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one has allowed clients to obtain */
        get: operations["ConsentsController_list"];
        put?: never;
        /** Allow a client what a rule lets it ask for; by a person at a browser only */
        post: operations["ConsentsController_allow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/consents/unasked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What clients may obtain without one’s consent, by rules of the operator’s that ask for none */
        get: operations["ConsentsController_unasked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/consents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw a consent: it counts no more from the next request on */
        delete: operations["ConsentsController_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules of all clients */
        get: operations["DelegationsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One’s grants */
        get: operations["GrantsController_list"];
        put?: never;
        /** Connect an account, or connect one anew: answers the address to open in a browser */
        post: operations["GrantsController_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One grant */
        get: operations["GrantsController_one"];
        put?: never;
        post?: never;
        /** End a grant, here for certain and at the provider as well as that goes */
        delete: operations["GrantsController_revoke"];
        options?: never;
        head?: never;
        /** Name a grant, or make it the default at its provider */
        patch: operations["GrantsController_change"];
        trace?: never;
    };
    "/api/v2/grants/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Connect an account by a code, where the provider gives codes: for callers without a browser */
        post: operations["DeviceController_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/grants/device/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of it */
        get: operations["DeviceController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/grants/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a refresh token from elsewhere: it is kept, spent once, and counts if that works */
        post: operations["ImportController_take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The providers */
        get: operations["ProvidersController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/providers/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One provider */
        get: operations["ProvidersController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/token/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A fresh access token */
        get: operations["TokenController_token"];
        put?: never;
        /** The same, also in place of a token that was rejected */
        post: operations["TokenController_tokenByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The webhooks */
        get: operations["WebhooksController_list"];
        put?: never;
        /** Have an address told of events */
        post: operations["WebhooksController_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A webhook */
        get: operations["WebhooksController_get"];
        put?: never;
        post?: never;
        /** Delete a webhook with all that waits for it */
        delete: operations["WebhooksController_remove"];
        options?: never;
        head?: never;
        /** Change a webhook, disable it, or enable it again */
        patch: operations["WebhooksController_change"];
        trace?: never;
    };
    "/api/v2/webhooks/{webhook}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new secret; for a day the old one signs as well */
        post: operations["WebhooksController_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test event */
        post: operations["WebhooksController_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the events of the last 30 days */
        get: operations["WebhooksController_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook}/deliveries/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an event anew, under the same id, or at once */
        post: operations["WebhooksController_redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who the credential speaks for. */
        WhoAmI: {
            id: string;
            name: string | null;
            email: string | null;
            email_verified: boolean | null;
            roles: string[];
            scopes: string[];
            claims: {
                [key: string]: unknown;
            };
        };
        /** @description A provider, and whether the user has a live grant there. */
        AuthorizationV1_0: {
            active: boolean;
            provider: string;
            actions: {
                /** Format: uri */
                authorize: string;
                /** Format: uri */
                token: string;
                /** Format: uri */
                revoke: string;
            };
            metadata: {
                name: string | null;
                url: string | null;
                icon: string | null;
                description: string | null;
                logo: string | null;
            };
        };
        AccessToken: {
            access_token: string;
            token_type: string;
            /** @description Seconds from now; null: no expiry known. */
            expires_in: number | null;
            /** @description Seconds since the epoch. */
            expires_at: number | null;
            scope: string;
        };
        /** @description The same, flat; metadata that is not set is left out. */
        AuthorizationV1: {
            active: boolean;
            provider: string;
            /** Format: uri */
            authorize: string;
            /** Format: uri */
            token: string;
            /** Format: uri */
            revoke: string;
            name?: string | null;
            url?: string | null;
            icon?: string | null;
            description?: string | null;
            logo?: string | null;
        };
        Health: {
            /** @enum {string} */
            status: "OK";
        };
        /** @description An event at which people register themselves. Instants are seconds since the epoch. */
        Workshop: {
            code: string;
            name: string;
            /** @description Where people register. */
            url: string;
            /**
             * @description Whether people can register. `ending`: it is being removed.
             * @enum {string}
             */
            state: "open" | "not_begun" | "full" | "closed" | "over" | "ending";
            places: number;
            /** @description Places that are taken, at this moment. */
            taken: number;
            starts_at: number;
            ends_at: number;
            keeps_passwords: boolean;
            created_at: number;
        };
        NewWorkshop: {
            /** @description Stands in the address of its page. Absent: one is made that nobody guesses. */
            code?: string;
            /** @description As people see it. */
            name: string;
            places: number;
            /** @description Nobody registers before. Absent: now. */
            starts_at?: number;
            /** @description Nobody registers from then on, and kept passwords are forgotten. */
            ends_at: number;
            /**
             * @description true: passwords are kept, sealed, until `ends_at`, and stand in `users.csv`.
             * @default false
             */
            keeps_passwords: boolean;
        };
        WorkshopChange: {
            /** @description true: nobody registers until it is false again. */
            closed?: boolean;
            /** @description Seconds since the epoch. */
            ends_at?: number;
            places?: number;
        };
        EndedWorkshop: {
            participants: number;
            /** @description Grants that were ended. */
            grants: number;
            /** @description Of these, as many as a provider did not confirm. */
            unconfirmed: number;
        };
        WorkshopParticipant: {
            user_name: string;
            first_name: string;
            last_name: string;
            email: string;
            /** @description Seconds since the epoch. */
            registered_at: number;
        };
        WorkshopPassword: {
            /** @description Shown now and never again. */
            password: string;
        };
        RemovedParticipant: {
            /** @description Grants that were ended. */
            grants: number;
            /** @description Of these, as many as a provider did not confirm. */
            unconfirmed: number;
        };
        /** @description RFC 8414. */
        AuthorizationServerMetadata: {
            issuer: string;
            token_endpoint: string;
            response_types_supported: string[];
            grant_types_supported: string[];
            token_endpoint_auth_methods_supported: string[];
            service_documentation: string;
        };
        /** @description RFC 9728. */
        ProtectedResourceMetadata: {
            resource: string;
            authorization_servers?: string[];
            bearer_methods_supported: string[];
            resource_name: string;
            resource_documentation: string;
        };
        /** @description RFC 8693 section 2.2.1. */
        ExchangedToken: {
            access_token: string;
            /** @enum {string} */
            issued_token_type: "urn:ietf:params:oauth:token-type:access_token";
            token_type: string;
            /** @description Seconds; absent: no expiry is known. */
            expires_in?: number;
            scope?: string;
        };
        /** @description RFC 6749 section 5.2. */
        OAuthError: {
            error: string;
            error_description: string;
            request_id: string;
            /** @description Where the user consents, if that is what is missing. */
            consent?: string;
            /** @description Where the user connects the account anew. */
            authorize?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A grant as operators see it. */
        ListedGrant: {
            id: string;
            user: {
                id: string;
                name: string | null;
                email: string | null;
            };
            provider: string;
            account: {
                subject: string | null;
                label: string | null;
            };
            default: boolean;
            /** @enum {string} */
            status: "active" | "reauth_required" | "revoked";
            reason: ("expired" | "lost_rotation" | "refused" | "revoked_by_user") | null;
            /** @description What was granted. */
            scope: string;
            refresh_expires_at: number | null;
            last_refreshed_at: number | null;
            last_used_at: number | null;
            last_error: string | null;
            last_error_at: number | null;
            failures: number;
            /** @description Seconds since the epoch. */
            linked_at: number;
        };
        Revocation: {
            id: string;
            /** @enum {string} */
            status: "revoked";
            /** @description Whether the provider confirmed. false: it is ended here only, or there was nothing to end. */
            confirmed: boolean;
        };
        SealingKey: {
            /** @description Derived from the key, and telling nothing of it. */
            id: string;
            /** @description The replica that answers seals new values with it. */
            seals: boolean;
            /** @description The replica that answers has it. */
            held: boolean;
            /** @description Seconds since the epoch: from when on values here may be sealed with it; null: none is. */
            since: number | null;
        };
        SealingKeyUsage: {
            id: string;
            /** @description How many sealed values bear it. */
            values: number;
            /** @description Nothing needs it any more: `tokenstore keys drop`. */
            droppable: boolean;
        };
        /** @description How the store fares, in numbers. */
        Overview: {
            users: {
                all: number;
                disabled: number;
            };
            /** @description Browsers that are signed in; null: not kept in the database. */
            sessions: number | null;
            providers: {
                id: string;
                /** @description false: there are grants, and no such provider any more. */
                configured: boolean;
                /** @description Of the replica that answers: open while the provider does not answer it. */
                breaker: ("closed" | "half-open" | "open") | null;
                /** @description Grants to be kept alive that are due, up to 10000. */
                due: number | null;
                grants: {
                    /** @enum {string} */
                    status: "active" | "reauth_required" | "revoked";
                    reason: ("expired" | "lost_rotation" | "refused" | "revoked_by_user") | null;
                    count: number;
                }[];
                /** @description Of those that were not revoked: linked within a day, a week, 30, 90, 365 days, or before. */
                ages: {
                    /** @enum {string} */
                    age: "day" | "week" | "month" | "quarter" | "year" | "older";
                    active: number;
                    reauth_required: number;
                }[];
            }[];
        };
        /** @description What the doctor found about a provider. */
        Examination: {
            provider: string;
            /** @description Seconds since the epoch. */
            examined_at: number;
            findings: {
                /** @description What was looked at: docs/doctor.md lists them. */
                check: string;
                /** @enum {string} */
                verdict: "good" | "wrong" | "unsure";
                /** @description What was found, and what to do. Never a secret. */
                says: string;
            }[];
        };
        /** @description How refreshes went over time, on all replicas together. */
        RefreshSeries: {
            step: number;
            since: number;
            until: number;
            providers: {
                id: string;
                /** @description Steps without a refresh are left out. */
                points: {
                    /** @description Seconds since the epoch: when the step begins. */
                    at: number;
                    /** @description Refreshes that brought tokens. */
                    kept: number;
                    /** @description The provider ended the grant. */
                    dead: number;
                    /** @description The provider refused the store itself. */
                    ours: number;
                    /** @description No answer, or one that may be another in a while. */
                    transient: number;
                    /** @description A token of fewer scopes was refused. */
                    narrowing_refused: number;
                    /** @description Seconds until the provider answered, of all of these. */
                    latency_mean: number;
                    latency_max: number;
                }[];
            }[];
        };
        /** @description A signed-in browser. */
        Session: {
            /** @description Seconds since the epoch. */
            created_at: number;
            /** @description Seconds since the epoch. */
            expires_at: number;
        };
        User: {
            id: string;
            issuer: string;
            subject: string;
            name: string | null;
            email: string | null;
            /** @description As the issuer last said. */
            roles: string[];
            /** @description Seconds since the epoch. */
            created_at: number;
            /** @description Seconds since the epoch, to the hour. */
            seen_at: number;
            disabled_at: number | null;
        };
        UserChange: {
            /** @description true: ends sessions, keys, refreshes and hand-outs at once. false: keys work again, sessions do not. */
            disabled: boolean;
        };
        /** @description An API key, without its secret. */
        ApiKey: {
            /** @description The part of the key behind `tsk_`. */
            id: string;
            name: string;
            /** @description The id of the user whose it is; null for a client’s. */
            user: string | null;
            /** @description The client whose it is; null for a user’s. */
            client: string | null;
            scopes: string[];
            /** @description null: all. */
            providers: string[] | null;
            /** @description Seconds since the epoch, as all instants. */
            created_at: number;
            /** @description null: never. */
            expires_at: number | null;
            /** @description To the minute; null: never. */
            last_used_at: number | null;
        };
        /** @description An API key that was just made. */
        NewApiKey: {
            /** @description The part of the key behind `tsk_`. */
            id: string;
            name: string;
            /** @description The id of the user whose it is; null for a client’s. */
            user: string | null;
            /** @description The client whose it is; null for a user’s. */
            client: string | null;
            scopes: string[];
            /** @description null: all. */
            providers: string[] | null;
            /** @description Seconds since the epoch, as all instants. */
            created_at: number;
            /** @description null: never. */
            expires_at: number | null;
            /** @description To the minute; null: never. */
            last_used_at: number | null;
            /** @description The credential itself: `tsk_…`. */
            key: string;
        };
        /** @description Something that was done. Another user’s address and key are left out. */
        AuditEvent: {
            id: string;
            /** @description Seconds since the epoch, to the millisecond. */
            at: number;
            /** @description sign-in, sign-out, link, token, refresh, revoke, grant, api-key, client, delegation, consent, webhook, workshop, admin */
            action: string;
            /** @description `given`, `linked` and the like, or the code of a problem. */
            outcome: string;
            actor: {
                /**
                 * @description `anonymous`: somebody who was not recognised; `store`: nobody asked for it.
                 * @enum {string}
                 */
                kind: "user" | "client" | "anonymous" | "store";
                id: string | null;
                /** @description By what kind of credential. */
                via: string | null;
                /** @description The API key that was shown. */
                key_id: string | null;
            };
            /** @description Whose grant, key or consent. */
            user_id: string | null;
            provider: string | null;
            grant_id: string | null;
            /** @description The key, client, rule, consent, user or name it was done to. */
            subject: string | null;
            scope: string | null;
            request_id: string | null;
            /** @description Where the request came from. */
            address: string | null;
        };
        /** @description A service that may ask for users’ tokens. */
        Client: {
            id: string;
            name: string;
            /**
             * @description One of `settings` cannot be changed here.
             * @enum {string}
             */
            source: "settings" | "api";
            disabled: boolean;
            has_secret: boolean;
            issuer: string | null;
            subject: string | null;
            login_client: string | null;
            /** @description Seconds since the epoch; null: declared in the settings. */
            created_at: number | null;
        };
        /** @description A client that was just registered. */
        RegisteredClient: {
            id: string;
            name: string;
            /**
             * @description One of `settings` cannot be changed here.
             * @enum {string}
             */
            source: "settings" | "api";
            disabled: boolean;
            has_secret: boolean;
            issuer: string | null;
            subject: string | null;
            login_client: string | null;
            /** @description Seconds since the epoch; null: declared in the settings. */
            created_at: number | null;
            /** @description `tsc_…`; null: it has none. */
            client_secret: string | null;
        };
        /** @description Whose tokens a client may obtain, where, with which scopes. */
        Delegation: {
            id: string;
            client: string;
            providers: "*" | string[];
            /** @description null: whatever was granted. */
            scopes: string[] | null;
            users: "all" | {
                /** @description As the login issuer said at the last sign-in. */
                role: string;
            } | string[];
            consent: boolean;
            /** @enum {string} */
            source: "settings" | "api";
            created_at: number | null;
        };
        /** @description A user allows a client to obtain tokens of a provider. */
        Consent: {
            id: string;
            client: {
                id: string;
                /** @description null: it is gone. */
                name: string | null;
            };
            provider: string;
            /** @description Of the provider; null: whatever was granted. */
            scopes: string[] | null;
            /** @description Seconds since the epoch. */
            created_at: number;
        };
        /** @description A client may obtain one’s tokens by a rule of the operator’s. */
        UnaskedRule: {
            client: {
                id: string;
                name: string;
            };
            /** @description null: all. */
            providers: string[] | null;
            /** @description Of the provider; null: whatever was granted. */
            scopes: string[] | null;
        };
        /** @description What a user gave the store at one provider for one account. */
        Grant: {
            id: string;
            provider: string;
            /** @description The account at the provider, as far as it names it. */
            account: {
                subject: string | null;
                label: string | null;
            };
            /** @description What the user calls it. */
            label: string | null;
            /** @description The one that is meant where no account is named. */
            default: boolean;
            /** @description `missing`: asked for and not granted. */
            scopes: {
                requested: string[];
                granted: string[];
                missing: string[];
            };
            /** @enum {string} */
            status: "active" | "reauth_required" | "revoked";
            reason: ("expired" | "lost_rotation" | "refused" | "revoked_by_user") | null;
            /** @description Whether there is a refresh token. false: it ends with its access token, if that ends. */
            renewable: boolean;
            /** @description Seconds since the epoch. */
            access_expires_at: number | null;
            /** @description Seconds since the epoch. */
            refresh_expires_at: number | null;
            refresh_never_expires: boolean;
            /** @description Seconds since the epoch. */
            last_refreshed_at: number | null;
            /** @description Seconds since the epoch. */
            last_used_at: number | null;
            /** @description Of the last attempt to refresh, if it failed: a code. */
            last_error: string | null;
            /** @description Seconds since the epoch. */
            last_error_at: number | null;
            refreshes: number;
            /** @description Attempts that failed since the last one that did not. */
            failures: number;
            linked_at: number;
        };
        LinkWish: {
            provider: string;
            /** @description Asked for besides what is asked for anyway, and what is held. */
            scope?: string;
            /** @description Where to go afterwards; must be allowed by RETURN_URLS. */
            return_url?: string;
            /** @description The id of the grant to link anew, with what it holds: no other account will do. */
            account?: string;
            label?: string;
        };
        LinkBegun: {
            /** @description To be opened in the browser of the user, once. */
            authorization_url: string;
            /** @description Seconds. */
            expires_in: number;
        };
        GrantChange: {
            /** @description null takes it away. */
            label?: string | null;
            /** @enum {boolean} */
            default?: true;
        };
        DeviceLinkWish: {
            provider: string;
            /** @description Asked for besides what is asked for anyway, and what is held. */
            scope?: string;
            label?: string;
        };
        /** @description RFC 8628 section 3.2, without the device code: the store keeps that. */
        DeviceLinkBegun: {
            id: string;
            /** @description For the person to enter at `verification_uri`. */
            user_code: string;
            verification_uri: string;
            /** @description With the code in it, for a QR code. */
            verification_uri_complete?: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description Seconds. There is nothing to be gained by looking more often. */
            interval: number;
        };
        DeviceLink: {
            /** @enum {string} */
            status: "pending" | "linked" | "denied" | "expired" | "failed";
            /** @description Once it is `linked`. */
            grant_id?: string;
        };
        /** @description A refresh token that was issued to this store’s client elsewhere. */
        GrantImport: {
            /** @description Whose it is: the id of a user of the store, or who they are where people sign in. Of those, one who has not been here yet is known from then on. */
            user: string | {
                issuer?: string;
                subject: string;
            };
            provider: string;
            refresh_token: string;
            /** @description What was granted, as far as the provider does not say. Without it: the provider’s SCOPE. */
            scope?: string;
            /** @description The subject at the provider. Where the provider names another, the import is refused. */
            account?: string;
            /** @description What its user will call it. */
            label?: string;
        };
        GrantImported: {
            /**
             * @description `already_there`: the same token, or a grant of the account that works; nothing was changed. `pending`: it is kept, and nobody knows yet what the provider says of it; the same request finishes it.
             * @enum {string}
             */
            status: "imported" | "already_there" | "pending" | "refused";
            grant_id: string | null;
            /**
             * @description Why it was refused; nothing of it is kept then.
             *
             *     - `unknown_provider`: No provider of that id is configured.
             *     - `forbidden`: This credential does not administer grants at that provider.
             *     - `no_refresh_tokens`: This provider gives none (REFRESH_STYLE is none): people connect in a browser.
             *     - `unknown_user`: There is no such user: an id of this store, or the subject at the issuer where people sign in.
             *     - `user_disabled`: That user is disabled.
             *     - `refresh_off`: This copy of the store spends no refresh tokens (REFRESH, or another BASE_URL): nothing was sent.
             *     - `refused`: The provider does not take this refresh token from this client any more.
             *     - `wrong_account`: The provider says that this is another account than the line does, or one that may not be connected.
             *     - `anothers`: This refresh token was imported for another user.
             *     - `ended`: It was imported before, and has ended since: its user connects the account anew.
             *     - `provider_unavailable`: The provider does not answer, or its RATE is used up. Try the line again.
             *     - `provider_misconfigured`: The provider refuses the store itself: look at client id and secret (tokenstore doctor).
             */
            reason: string | null;
        };
        /** @description An identity provider that accounts can be connected at. */
        Provider: {
            id: string;
            metadata: {
                name: string | null;
                url: string | null;
                /** @description The operator’s, or a drawing of ours with a letter or two. */
                icon: string;
                description: string | null;
                logo: string | null;
            };
            /** @description What is asked for unless a link asks for more. */
            scopes: string[];
            /** @description What the server says it knows; it may know others. */
            scopes_offered: string[];
            capabilities: {
                openid: boolean;
                /** @description Whether unused grants are refreshed before they die of disuse. */
                keeps_alive: boolean;
                /** @description Whether grants are ended at the provider too; null: it does not answer just now. */
                revocation: boolean | null;
                /** @enum {string} */
                accounts: "many" | "one";
            };
            health: {
                /**
                 * @description As the replica that answers sees it. `open`: the provider fails, and is spared.
                 * @enum {string}
                 */
                breaker: "closed" | "half-open" | "open";
                /** @description Seconds until it is tried again; null: nothing is held back. */
                retry_after: number | null;
            };
        };
        Token: {
            access_token: string;
            token_type: string;
            /** @description Seconds from now; null: no expiry known. */
            expires_in: number | null;
            /** @description Seconds since the epoch. */
            expires_at: number | null;
            scope: string;
            grant_id: string;
            /** @description Names this token, should it be rejected. */
            generation: number;
            /** @description What the provider said of the grant besides, where it did: an instance, a company. */
            metadata?: {
                [key: string]: string;
            };
            /** @description With `token_type` DPoP: the private JWK that signs the proofs (RFC 9449). */
            dpop_key?: {
                [key: string]: string;
            };
        };
        TokenWish: {
            /**
             * @description Seconds that the token should live at least; never more than half of its lifetime is waited for.
             * @default 0
             */
            min_ttl: number;
            /** @description Which account: the id of a grant, or the subject at the provider. Else the default. */
            account?: string;
            /** @description No more than these. A token that is not exactly as narrow is refused, never handed out. */
            scope?: string;
            /**
             * @description The token of `generation` was rejected: give a newer one.
             * @default false
             */
            force: boolean;
            generation?: number;
        };
        /** @description An address that is told of events. */
        Webhook: {
            id: string;
            url: string;
            description: string | null;
            /** @description `*`: all, also those of later releases. */
            events: "*" | ("grant.linked" | "grant.reauth_required" | "grant.recovered" | "grant.expiring" | "grant.revoked" | "provider.failing" | "provider.recovered")[];
            enabled: boolean;
            disabled: {
                /** @description Seconds since the epoch. */
                at: number;
                /**
                 * @description Somebody said so; it answered 410; nothing reached it for three days.
                 * @enum {string}
                 */
                reason: "operator" | "gone" | "failing";
            } | null;
            /** @description Nothing has reached it since; null: the last attempt did. */
            failing_since: number | null;
            /** @description Events that it was not told of yet. */
            waiting: number;
            /** @description Until then two secrets sign. */
            previous_secret_until: number | null;
            /** @description Seconds since the epoch. */
            created_at: number;
        };
        /** @description A webhook that was just added. */
        AddedWebhook: {
            id: string;
            url: string;
            description: string | null;
            /** @description `*`: all, also those of later releases. */
            events: "*" | ("grant.linked" | "grant.reauth_required" | "grant.recovered" | "grant.expiring" | "grant.revoked" | "provider.failing" | "provider.recovered")[];
            enabled: boolean;
            disabled: {
                /** @description Seconds since the epoch. */
                at: number;
                /**
                 * @description Somebody said so; it answered 410; nothing reached it for three days.
                 * @enum {string}
                 */
                reason: "operator" | "gone" | "failing";
            } | null;
            /** @description Nothing has reached it since; null: the last attempt did. */
            failing_since: number | null;
            /** @description Events that it was not told of yet. */
            waiting: number;
            /** @description Until then two secrets sign. */
            previous_secret_until: number | null;
            /** @description Seconds since the epoch. */
            created_at: number;
            /** @description `whsec_…`, as Standard Webhooks have it. It is shown here, and never again. */
            secret: string;
        };
        /** @description An event on its way to a webhook. */
        WebhookDelivery: {
            /** @description Its `webhook-id`. */
            event_id: string;
            type: string;
            /** @description Seconds since the epoch. */
            occurred_at: number;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            attempts: number;
            /** @description null: there will be none. */
            next_attempt_at: number | null;
            last_attempt_at: number | null;
            /** @description What the receiver answered last; null: nothing. */
            status_code: number | null;
            /** @description How long the last attempt took, in milliseconds. */
            duration: number | null;
            /** @description What went wrong last: `http_<status>`, `redirect`, `timeout`, `unreachable`, `unknown_host`, `tls`, `address_not_allowed`, `no_answer`, `secret_unreadable`. */
            error: string | null;
        };
        /** @description RFC 9457. `code` is stable: see docs/errors.md. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "unauthenticated" | "forbidden" | "csrf" | "unknown_provider" | "not_found" | "not_linked" | "reauth_required" | "state_invalid" | "invalid_request" | "return_url_not_allowed" | "wrong_account" | "registration_closed" | "body_too_large" | "rate_limited" | "provider_unavailable" | "provider_misconfigured" | "database_unavailable" | "internal";
            instance: string;
            request_id: string;
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    OidcController_begin: {
        parameters: {
            query?: {
                /** @description Where to go afterwards; must be allowed by RETURN_URLS. */
                return_url?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the login issuer. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OidcController_logout: {
        parameters: {
            query?: {
                /** @description Where to go afterwards; must be allowed by RETURN_URLS. */
                return_url?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the login issuer, or to where it leads. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OidcController_logoutByPost: {
        parameters: {
            query?: {
                /** @description Where to go afterwards; must be allowed by RETURN_URLS. */
                return_url?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the login issuer, or to where it leads. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WhoAmIController_whoami: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhoAmI"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V10Controller_authorizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationV1_0"][];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V10Controller_authorize: {
        parameters: {
            query?: {
                /** @description Where to go afterwards; else the `Referer`. */
                return_url?: string;
                /** @description As it was issued to a caller without a browser. */
                ticket?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider. */
            302: {
                headers: {
                    /** @description An absolute URL. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`.
             *
             *     `state_invalid`: The `state` or ticket is unknown, used, older than ten minutes, or begun in another session. Start again.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthenticated`: The request bears no credential, or one that is not accepted.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V10Controller_authorizeByPost: {
        parameters: {
            query?: {
                /** @description Where to go afterwards; else the `Referer`. */
                return_url?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address stands in `Location`. */
            201: {
                headers: {
                    /** @description An absolute URL. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`.
             *
             *     `state_invalid`: The `state` or ticket is unknown, used, older than ten minutes, or begun in another session. Start again.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthenticated`: The request bears no credential, or one that is not accepted.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V10Controller_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fresh enough for half of its lifetime. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
            /**
             * @description `not_linked`: The user has not connected an account at this provider.
             *
             *     `reauth_required`: The provider no longer accepts the grant: `reason` says why, `authorize` is the address that mends it.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `provider_misconfigured`: The operator must look at the client id, secret or scopes of this provider. Grants are untouched.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V10Controller_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or there was nothing to do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /**
             * @description `unauthenticated`: The request bears no credential, or one that is not accepted.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V1Controller_authorizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationV1"][];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V1Controller_authorize: {
        parameters: {
            query?: {
                /** @description Where to go afterwards; else the `Referer` header. */
                referer?: string;
                /** @description As it was issued to a caller without a browser. */
                ticket?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider. */
            302: {
                headers: {
                    /** @description An absolute URL. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`.
             *
             *     `state_invalid`: The `state` or ticket is unknown, used, older than ten minutes, or begun in another session. Start again.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthenticated`: The request bears no credential, or one that is not accepted.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V1Controller_authorizeByPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    referer?: string;
                } | null;
                "application/x-www-form-urlencoded": {
                    referer?: string;
                } | null;
            };
        };
        responses: {
            /** @description The address stands in `Location`. */
            201: {
                headers: {
                    /** @description An absolute URL. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `return_url_not_allowed`: The return address is not among `RETURN_URLS`.
             *
             *     `state_invalid`: The `state` or ticket is unknown, used, older than ten minutes, or begun in another session. Start again.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthenticated`: The request bears no credential, or one that is not accepted.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V1Controller_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fresh enough for half of its lifetime. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
            /**
             * @description `not_linked`: The user has not connected an account at this provider.
             *
             *     `reauth_required`: The provider no longer accepts the grant: `reason` says why, `authorize` is the address that mends it.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `provider_misconfigured`: The operator must look at the client id, secret or scopes of this provider. Grants are untouched.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    V1Controller_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or there was nothing to do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /**
             * @description `unauthenticated`: The request bears no credential, or one that is not accepted.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "HealthController_live[0]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    "HealthController_live[1]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    "HealthController_live[2]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    HealthController_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Workshop"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_open: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWorkshop"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workshop"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workshop"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What went with it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedWorkshop"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkshopChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workshop"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_participants: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WorkshopParticipant"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkshopPassword"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_removeParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What went with them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedParticipant"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_htpasswd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WorkshopsController_roster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MetadataController_server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same for all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationServerMetadata"];
                };
            };
        };
    };
    MetadataController_resource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same for all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedResourceMetadata"];
                };
            };
            /** @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OAuthTokenController_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description urn:ietf:params:oauth:grant-type:token-exchange */
                    grant_type: string;
                    /** @description A token of the user. */
                    subject_token: string;
                    /** @description urn:ietf:params:oauth:token-type: and access_token, id_token or jwt */
                    subject_token_type: string;
                    /** @description The id of the provider; or … */
                    audience?: string;
                    /** @description … its home page or issuer. */
                    resource?: string;
                    /** @description Fewer of the provider’s scopes. */
                    scope?: string;
                    /** @description urn:ietf:params:oauth:token-type:access_token */
                    requested_token_type?: string;
                    /** @description Without HTTP Basic. */
                    client_id?: string;
                    /** @description Without HTTP Basic. */
                    client_secret?: string;
                    /** @description urn:ietf:params:oauth:client-assertion-type:jwt-bearer */
                    client_assertion_type?: string;
                    /** @description A JWT of a trusted issuer, in place of a secret. */
                    client_assertion?: string;
                };
            };
        };
        responses: {
            /** @description An access token of the provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangedToken"];
                };
            };
            /** @description `invalid_request`, `invalid_target`, `invalid_scope`, `invalid_grant` … */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`, `server_error` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    AdminGrantsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                provider?: string;
                status?: "active" | "reauth_required" | "revoked";
                /** @description The id of a user. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedGrant"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminGrantsController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminKeysController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The oldest first, and then those that the replica alone has; all at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SealingKey"][];
                        next: null;
                    };
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminKeysController_use: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In no order, all at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SealingKeyUsage"][];
                        next: null;
                    };
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminOverviewController_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminProvidersController_examine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Examination"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminSeriesController_list: {
        parameters: {
            query?: {
                /** @description Seconds since the epoch; else a day before `until`. */
                since?: number;
                /** @description Seconds since the epoch, no longer counted; else now. */
                until?: number;
                /** @description Seconds that make a point: a multiple of 300. */
                step?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefreshSeries"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminSessionsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                        /** @description false: they are not kept in the database, and cannot be seen here. */
                        complete: boolean;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminSessionsController_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many sessions. */
                        ended: number;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminUsersController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description What the name, the e-mail address or the subject begins with. */
                q?: string;
                /** @description Only these users: ids, with commas between. */
                ids?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminUsersController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdminUsersController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiKeysController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description The keys of this user, by id. */
                user?: string;
                /** @description The keys of this client. */
                client?: string;
                /** @description Everybody’s keys. */
                all?: "true";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiKeysController_make: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For people, to tell their keys apart. */
                    name: string;
                    /** @description `grants:read`, `grants:write`, `token`, `token:<provider>`, `api-keys`, `act-as`, `admin`. A client’s key has `token` and `act-as` where it names none; any other says them. */
                    scopes?: string[];
                    /** @description The only providers that the key is good for; else all. */
                    providers?: string[];
                    /** @description Seconds from now. */
                    expires_in?: number;
                    /** @description Seconds since the epoch. */
                    expires_at?: number;
                    /** @description The client whose key it shall be; needs the right `admin`. */
                    client?: string;
                };
            };
        };
        responses: {
            /** @description The key itself is shown here and never again. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiKeysController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AuditController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                action?: "sign-in" | "sign-out" | "link" | "token" | "refresh" | "revoke" | "grant" | "api-key" | "client" | "delegation" | "consent" | "webhook" | "workshop" | "admin";
                /** @description The id of a provider. */
                provider?: string;
                /** @description The id of a grant. */
                grant?: string;
                /** @description Only what such a one did. */
                actor_kind?: "user" | "client" | "anonymous" | "store";
                /** @description Only what this user or client did, by id. */
                actor?: string;
                /** @description Seconds since the epoch: only events from then on. */
                since?: number;
                /** @description Seconds since the epoch: only events before. */
                until?: number;
                /** @description Admin: what this user did, and what was done to them. */
                user?: string;
                /** @description Admin: what this client did. */
                client?: string;
                /** @description Admin: everybody’s. */
                all?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEvent"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those of the settings first, then the oldest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Client"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Also its `client_id` at the token endpoint. */
                    id: string;
                    /** @description As people see it; its id where it has none. */
                    name?: string;
                    /** @description Whether to make a client secret; it is made where the client cannot prove itself by `issuer`. */
                    secret?: boolean;
                    /** @description It proves itself by a JWT of this one of the TRUSTED_ISSUERS … */
                    issuer?: string;
                    /** @description … for this subject. */
                    subject?: string;
                    /** @description Its own client id at the login issuer, whose ID tokens it may exchange. */
                    login_client?: string;
                };
            };
        };
        responses: {
            /** @description Its secret is shown here, and never again. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredClient"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone, on every replica. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A disabled client is let in no more; its rules and consents wait. */
                    disabled: boolean;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_renewSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is shown here, and never again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `tsc_…` */
                        client_secret: string;
                    };
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_rules: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delegation"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_addRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    providers: "*" | string[];
                    /** @description Of the provider; else whatever was granted. */
                    scopes?: string[];
                    users: "all" | {
                        /** @description As the login issuer said at the last sign-in. */
                        role: string;
                    } | string[];
                    /**
                     * @description Whether each user must have consented.
                     * @default true
                     */
                    consent?: boolean;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClientsController_removeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConsentsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConsentsController_allow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    client: string;
                    provider: string;
                    /** @description Fewer than the client asks for; else all that it asks for. */
                    scopes?: string[];
                };
            };
        };
        responses: {
            /** @description What was allowed before is replaced. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConsentsController_unasked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["UnaskedRule"][];
                        next: null;
                    };
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConsentsController_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DelegationsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those of the settings first, then the oldest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delegation"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GrantsController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                provider?: string;
                /** @description Without it: all but those that were ended (`revoked`). */
                status?: "active" | "reauth_required" | "revoked";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Grant"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GrantsController_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkWish"];
            };
        };
        responses: {
            /** @description The address stands in `Location` too. */
            201: {
                headers: {
                    /** @description An absolute URL. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkBegun"];
                };
            };
            /**
             * @description `invalid_request`: The request does not have the documented form; `errors` lists where.
             *
             *     `return_url_not_allowed`: The return address is not among `RETURN_URLS`.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_provider`: No provider of that id is configured.
             *
             *     `not_found`: There is nothing here, or nothing that you may know of.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GrantsController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GrantsController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ended. Where it was the default, the oldest that remains and works takes its place. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GrantsController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceController_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceLinkWish"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceLinkBegun"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `provider_misconfigured`: The operator must look at the client id, secret or scopes of this provider. Grants are untouched.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceLink"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ImportController_take: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantImport"];
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantImported"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProvidersController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of the settings, all at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Provider"][];
                        next: null;
                    };
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProvidersController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unknown_provider`: No provider of that id is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TokenController_token: {
        parameters: {
            query?: {
                /** @description Seconds that the token should live at least; never more than half of its lifetime is waited for. */
                min_ttl?: number;
                /** @description Which account: the id of a grant, or the subject at the provider. Else the default. */
                account?: string;
                /** @description No more than these. A token that is not exactly as narrow is refused, never handed out. */
                scope?: string;
            };
            header?: {
                /** @description For clients that a rule allows: the user, by id or by subject at the login issuer. */
                "On-Behalf-Of"?: string;
            };
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_provider`: No provider of that id is configured.
             *
             *     `not_linked`: The user has not connected an account at this provider.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauth_required`: The provider no longer accepts the grant: `reason` says why, `authorize` is the address that mends it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `provider_misconfigured`: The operator must look at the client id, secret or scopes of this provider. Grants are untouched.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TokenController_tokenByPost: {
        parameters: {
            query?: never;
            header?: {
                /** @description For clients that a rule allows: the user, by id or by subject at the login issuer. */
                "On-Behalf-Of"?: string;
            };
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenWish"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unknown_provider`: No provider of that id is configured.
             *
             *     `not_linked`: The user has not connected an account at this provider.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauth_required`: The provider no longer accepts the grant: `reason` says why, `authorize` is the address that mends it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `provider_unavailable`: The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.
             *
             *     `provider_misconfigured`: The operator must look at the client id, secret or scopes of this provider. Grants are untouched.
             *
             *     `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_list: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `https`, and of a public address: see docs/webhooks.md. */
                    url: string;
                    /**
                     * @description `*`: all, also those of later releases.
                     * @default *
                     */
                    events?: "*" | ("grant.linked" | "grant.reauth_required" | "grant.recovered" | "grant.expiring" | "grant.revoked" | "provider.failing" | "provider.recovered")[];
                    /** @description For people: whose it is. */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The secret that signs is shown here, and never again. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedWebhook"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `https`, and of a public address: see docs/webhooks.md. */
                    url?: string;
                    /** @description `*`: all, also those of later releases. */
                    events?: "*" | ("grant.linked" | "grant.reauth_required" | "grant.recovered" | "grant.expiring" | "grant.revoked" | "provider.failing" | "provider.recovered")[];
                    description?: string | null;
                    /** @description false: it is told of nothing, and what waits for it waits on; true: what waits is sent at once. */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `whsec_…`, as Standard Webhooks have it. It is shown here, and never again. */
                        secret: string;
                        /** @description Until then the old one signs as well. */
                        previous_secret_until: number;
                    };
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent in a moment. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What became of it stands among the deliveries. */
                        event_id: string;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_deliveries: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        /** @description `cursor` of the next page; null: there is no more. */
                        next: string | null;
                    };
                };
            };
            /** @description `invalid_request`: The request does not have the documented form; `errors` lists where. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The credential is good, but does not give the right that this needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook: string;
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent in a moment. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `unauthenticated`: The request bears no credential, or one that is not accepted. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `forbidden`: The credential is good, but does not give the right that this needs.
             *
             *     `csrf`: A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here, or nothing that you may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: Try again after `Retry-After` seconds; the store recovers by itself. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
