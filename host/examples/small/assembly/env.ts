// The host calls of this filter. AssemblyScript takes the module of an import from the name of this file.

export declare function proxy_log(level: u32, at: usize, size: usize): u32;
export declare function proxy_get_header_map_value(
  map: u32,
  nameAt: usize,
  nameSize: usize,
  atOut: usize,
  sizeOut: usize,
): u32;
export declare function proxy_replace_header_map_value(
  map: u32,
  nameAt: usize,
  nameSize: usize,
  valueAt: usize,
  valueSize: usize,
): u32;
export declare function proxy_define_metric(type: u32, nameAt: usize, nameSize: usize, idOut: usize): u32;
export declare function proxy_increment_metric(id: u32, delta: i64): u32;
