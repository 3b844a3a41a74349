import { Module } from '@nestjs/common';

/** The API's version 2, a controller for each kind of thing. */
@Module({ imports: [], controllers: [] })
export class V2Module {}
