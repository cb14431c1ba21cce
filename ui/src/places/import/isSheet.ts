/** Whether a file's name is that of a spreadsheet. */
export const isSheet = (path: string) => /\.(xlsx|xls|et|csv|txt|xlsm|ods)$/i.test(path)
