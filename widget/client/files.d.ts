/** The address of a file that is not bundled but stands beside the chunks, named by its content. */
declare module '*?file' {
  const url: string;
  export default url;
}
