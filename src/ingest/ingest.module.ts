import { Module } from '@nestjs/common';
import { CloseDelivery } from './deliveries/close-delivery.js';
import { ImportFolder } from './sources/files/import-folder.js';

@Module({
  providers: [CloseDelivery, ImportFolder],
  exports: [ImportFolder],
})
export class IngestModule {}
