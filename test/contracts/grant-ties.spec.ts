import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
