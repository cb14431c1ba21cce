/** Letters: the filing letter and the letter of commitment. */
export const letter = {
  title: 'Letters',
  kind: { filing: 'Filing letter', commitment: 'Letter of commitment' },
  text: 'Download the template from the platform’s page. Here is what stands in each place; print the sheet, fill in the template, sign, seal, and add its photo here.',
  form: {
    channelsAccount: 'Channels account',
    brands: 'Brands',
    pastPlatform: 'Past platform and account',
    contact: 'Contact and phone',
  },
  missing: 'To be added',
  missingCount: '{count} place is empty | {count} places are empty',
  print: 'Save the sheet (PDF)',
  saved: 'Saved to {path}',
  take: 'Add the photo of the signed letter',
  takeAgain: 'Use another photo',
  signed: 'Signed and sealed',
}
