/** The states that goods and rooms have in common: before the platform has them. */
export const state = {
  draft: 'Draft',
  submitting: 'Submitting',
  checking: 'Checking',
  waiting: 'Waiting',
  refused: 'Refused',
}

export const stateText = {
  draft: '',
  submitting: 'Being submitted to the platform. What you change now is to be submitted again.',
  checking: 'Looking on the platform whether it is there. Nothing is submitted twice.',
  waiting: 'Waiting to be sent; goes on by itself.',
  refused: 'The platform did not accept it. Please correct it and submit again.',
}
