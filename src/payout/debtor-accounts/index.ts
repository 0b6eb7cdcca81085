export {
  bicCountry,
  chooseAccount,
  paysCurrency,
  type ChosenAccount,
  type ChosenBecause,
  type WantedPayment,
} from './choose-account.js';
export { calendarOf, calendarWarning, executionDay, firstBankDay, isCutOff } from './execution-day.js';
export { accountKey, fileKey, serviceLevelOf, type ServiceLevel } from './payment-blocks.js';
